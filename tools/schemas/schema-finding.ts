import type { CompatibilityMode } from './compatibility-mode.ts';

/** One reason why a version must not be deployed. */
export interface SchemaFinding {
  /** From `schemas/` on: `order-completed/2.json`. */
  readonly schema: string;
  readonly mode: CompatibilityMode;
  /** The earlier version; absent where the version breaks a rule by itself. */
  readonly comparedWith?: string;
  readonly breaks: 'new consumers reading old data' | 'old consumers reading new data' | 'the registry';
  /** JSON pointer (JSON Schema) or the names of fields with dots between (Avro, Protobuf); '' is the whole. */
  readonly path: string;
  readonly reason: string;
  readonly remedy: string;
}

/** Findings as lines for a person, those of one comparison under one heading. */
export const describeFindings = (findings: readonly SchemaFinding[]): readonly string[] => {
  let heading = '';
  return findings.flatMap((finding) => {
    const { schema, mode, comparedWith, breaks, path, reason, remedy } = finding;
    const next = `schemas/${schema} (${mode})${comparedWith === undefined ? '' : ` against ${comparedWith}`} breaks ${breaks}:`;
    const lines = [`  ${path === '' ? 'as a whole' : `at ${path}`}: ${reason}.`, `    ${remedy}`];
    if (next === heading) return lines;
    heading = next;
    return [next, ...lines];
  });
};
