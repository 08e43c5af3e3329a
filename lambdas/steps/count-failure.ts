import type { Metrics } from '../ports/metrics.ts';

/** Counts a record or message that comes again: by the error's kind only, since its text may quote a person. */
export const countFailure = (metrics: Metrics, functionName: string, error: unknown): void =>
  metrics.count('RecordsFailed', 1, {
    Function: functionName,
    Reason: error instanceof Error ? error.name : 'unknown',
  });
