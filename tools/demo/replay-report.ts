import { writeFile } from 'node:fs/promises';
import { itemBytes, stateToItem } from '../../lambdas/decode/state-item.ts';
import type { CloudCounts } from '../cloud/cloud-counts.ts';
import type { EmbeddedCloud } from '../cloud/embedded-cloud.ts';

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface ReplayReport {
  /** Of the log; 0 where none was replayed. */
  readonly rows: number;
  readonly events: CloudCounts['events'];
  readonly profiles: number;
  /** Successful conditional writes of the `profiles` table. */
  readonly writes: number;
  /** Of the profiles' items, as DynamoDB measures them. */
  readonly itemBytes: { readonly p50: number; readonly p95: number };
  readonly sends: CloudCounts['sends'];
  /** Wall time from put to accepted, of campaigns that do not wait; null where the clock was virtual. */
  readonly latencyMs: Percentiles | null;
  readonly elapsedMs: number;
  readonly peakRssBytes: number;
  /** Rows of the log that became no event, by the reason. */
  readonly setAside: { readonly [reason: string]: number };
}

/** The value that a share of all is at most; 0 of nothing. */
const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;

export const percentiles = (values: readonly number[]): Percentiles => {
  const sorted = [...values].sort((a, b) => a - b);
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), p99: percentile(sorted, 0.99) };
};

const KIBIBYTE = 1_024;

export const reportOn = (
  cloud: EmbeddedCloud,
  run: {
    readonly rows: number;
    readonly setAside: ReplayReport['setAside'];
    readonly elapsedMs: number;
    readonly isRealTime: boolean;
  },
): ReplayReport => {
  const { events, profiles, sends } = cloud.counts();
  const sizes: number[] = [];
  for (const [id, state] of cloud.stores.profiles.states)
    if (state.kind === 'profile') sizes.push(itemBytes(stateToItem(id, state)));
  const { p50, p95 } = percentiles(sizes);
  const latencies = cloud.metrics.durations('PutToMailMs');
  return {
    rows: run.rows,
    events,
    profiles,
    writes: cloud.stores.profiles.commits(),
    itemBytes: { p50, p95 },
    sends,
    latencyMs: run.isRealTime && latencies.length > 0 ? percentiles(latencies) : null,
    elapsedMs: Math.round(run.elapsedMs),
    peakRssBytes: process.resourceUsage().maxRSS * KIBIBYTE,
    setAside: run.setAside,
  };
};

export const writeReport = (file: string, report: ReplayReport): Promise<void> =>
  writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
