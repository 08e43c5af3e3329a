import type { Fault } from './fault.ts';
import type { Proved } from './prove-history.ts';
import { eventsIn, type Script } from './script.ts';

/** What many histories add up to. */
export interface Tally {
  histories: number;
  events: number;
  deliveries: number;
  mails: number;
  lost: number;
  marketingTwice: number;
  transactionalTwice: number;
  parked: number;
  longestDrainMs: number;
  violations: number;
  readonly faults: Map<string, number>;
  readonly awaits: Map<string, number>;
  readonly rare: Map<string, number>;
}

export const emptyTally = (): Tally => ({
  histories: 0,
  events: 0,
  deliveries: 0,
  mails: 0,
  lost: 0,
  marketingTwice: 0,
  transactionalTwice: 0,
  parked: 0,
  longestDrainMs: 0,
  violations: 0,
  faults: new Map(),
  awaits: new Map(),
  rare: new Map(),
});

const add = (map: Map<string, number>, key: string, by = 1): void => void map.set(key, (map.get(key) ?? 0) + by);

const faultName = ({ at, kind }: Fault): string =>
  at.endsWith('.outage') ? 'outage' : at === 'feedback.topic' ? `SES event ${kind}` : kind;

/** Adds one history. */
export const addToTally = (tally: Tally, script: Script, { violations, played }: Proved): void => {
  tally.histories += 1;
  tally.events += eventsIn(script.acts);
  tally.violations += violations.length;
  tally.lost += violations.filter((violation) => / counted /.test(violation)).length;
  for (const act of script.acts) {
    if (act.kind === 'put' || act.kind === 'post' || act.kind === 'garbage') tally.deliveries += 1;
    if (act.kind === 'reshard') add(tally.faults, 'reshard');
    if (act.kind === 'garbage') add(tally.faults, 'record that is no message');
    if (act.kind === 'put' && act.poison) add(tally.faults, 'record that kills its reader');
  }
  const again = script.acts.filter(({ kind }) => kind === 'put').length;
  add(
    tally.faults,
    'delivered again by its producer',
    Math.max(0, again - new Set(script.acts.flatMap((act) => (act.kind === 'put' ? act.message.messageId : []))).size),
  );
  if (played === undefined) return;
  tally.longestDrainMs = Math.max(tally.longestDrainMs, played.drainedAt ?? Infinity);
  for (const fault of played.fired) add(tally.faults, faultName(fault));
  for (const [at, count] of played.passed) add(tally.awaits, at, count);
  for (const [state, count] of played.witness.rare) add(tally.rare, state, count);
  const taken = new Map<string, number>();
  for (const { sendId } of played.witness.accepted) add(taken, sendId);
  tally.mails += played.witness.accepted.length;
  for (const row of played.cloud.stores.ledger.rows.values()) {
    if (row.state === 'parked') tally.parked += 1;
    if ((taken.get(row.sendId) ?? 0) > 1) {
      if (row.transactional) tally.transactionalTwice += 1;
      else tally.marketingTwice += 1;
    }
  }
};

const sorted = (map: ReadonlyMap<string, number>): readonly (readonly [string, number])[] =>
  [...map].sort(([, a], [, b]) => b - a);
const number = (value: number): string => value.toLocaleString('en-GB');

/** Invariants that wait for a function which does not exist yet: never green. */
export const AWAITS: readonly string[] = [
  '6  no personal data after an erasure: awaits the erasure saga (manage-preferences, erase-person)',
  '7  a rebuild sends nothing: awaits rebuild-profiles',
  '9  reconciliation converges: awaits reconcile',
  '-  changes by LSN, snapshots never overwrite newer: awaits apply-changes',
  '-  live pushes equal the stores: awaits push-live',
];

/** The report, line by line. */
export const describeTally = (tally: Tally, seconds: number): readonly string[] => {
  const faults = [...tally.faults.values()].reduce((sum, count) => sum + count, 0);
  return [
    `${number(tally.histories)} histories, ${number(tally.events)} unique events in ${number(tally.deliveries)} deliveries, ${number(faults)} faults, ${seconds.toFixed(0)} s`,
    `lost or counted twice ${tally.lost} · marketing mail sent twice ${tally.marketingTwice} · violations ${tally.violations}`,
    `mails ${number(tally.mails)} · transactional sent again ${number(tally.transactionalTwice)} · parked ${number(tally.parked)} · longest drain after healing ${(tally.longestDrainMs / 60_000).toFixed(0)} min`,
    '',
    'Faults by kind',
    ...sorted(tally.faults).map(([kind, count]) => `  ${number(count).padStart(12)}  ${kind}`),
    '',
    'Rare states reached',
    ...sorted(tally.rare).map(([state, count]) => `  ${number(count).padStart(12)}  ${state}`),
    '',
    `Awaits passed: ${tally.awaits.size}`,
    ...sorted(tally.awaits).map(([at, count]) => `  ${number(count).padStart(12)}  ${at}`),
    '',
    'Not proved yet',
    ...AWAITS.map((line) => `  ${line}`),
  ];
};
