import { describeAct } from './describe-act.ts';
import type { Shrunk } from './shrink.ts';

/** A short history for a person to read: what was given, what failed, what should have been, what was. */
export const describeHistory = ({ script, faults, violations }: Shrunk): readonly string[] => [
  '',
  `In short: ${script.acts.length} acts and ${faults.length} faults are enough.`,
  ...script.acts.map((act) => `  ${new Date(act.at).toISOString()}  ${describeAct(act)}`),
  ...faults.map(
    ({ at, nth, kind, ms }) => `  fault: call ${nth} of ${at}: ${kind}${ms === undefined ? '' : ` (${ms} ms)`}`,
  ),
  ...violations.map((violation) => `  broken: ${violation}`),
];
