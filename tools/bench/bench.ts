import { watchOf } from '../../lambdas/core/segment/watch.ts';
import campaignBook from '../../lambdas/generated/campaigns.js';
import { readLog } from '../import/index.ts';
import { printCollectorRows } from './collector-rows.ts';
import { printDecodeRows } from './decode-rows.ts';
import { runEnrich, runParse } from './enrich-run.ts';
import { printEnrichmentRows } from './enrichment-rows.ts';
import { printMailRows } from './mail-rows.ts';
import { sessionTraffic, type TrafficRecord } from './session-traffic.ts';

const BATCH_SIZES = [100, 500, 1_000];
const ROUNDS = 5;
const watch = watchOf(campaignBook);

export interface BenchOptions {
  readonly events: number;
  /** A REES46 log, to measure on real traffic too. */
  readonly rees46?: string;
}

/** Prints what decoding and the enrich path cost, side by side with the floor they stand on, and what is written. */
export const bench = async ({ events, rees46 }: BenchOptions, print: (line: string) => void): Promise<void> => {
  const traffic = new Map<string, readonly TrafficRecord[]>([['generated sessions', sessionTraffic(events)]]);
  printDecodeRows(print);
  printEnrichmentRows(print);
  await printMailRows(print);
  await printCollectorRows(print);
  if (rees46 === undefined) print('rees46: not measured; give its file with --rees46 FILE');
  else traffic.set('rees46', await collect(readLog(rees46, 'rees46')));
  for (const [name, records] of traffic) {
    await printTime(name, records, print);
    await printWrites(name, records, print);
  }
};

/** Rounds alternate, so that a busy machine disturbs both alike; the fastest of each counts. */
const printTime = async (
  name: string,
  records: readonly TrafficRecord[],
  print: (line: string) => void,
): Promise<void> => {
  let [enrich, plain, parse] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < ROUNDS; round += 1) {
    parse = Math.min(parse, runParse(records, 500).elapsedNs / records.length);
    plain = Math.min(plain, (await runEnrich(records, 500)).elapsedNs / records.length);
    enrich = Math.min(enrich, (await runEnrich(records, 500, watch)).elapsedNs / records.length);
  }
  print(`\n${name}: ${records.length} events, batches of 500, fastest of ${ROUNDS} rounds`);
  print(`  base64 + JSON.parse   ${parse.toFixed(0).padStart(7)} ns/event`);
  print(`  enrich, memory ports  ${enrich.toFixed(0).padStart(7)} ns/event   ${(enrich / parse).toFixed(2)} x`);
  print(
    `  of which segments     ${(enrich - plain).toFixed(0).padStart(7)} ns/event   ${watch.segments.length} segments, asked at every write`,
  );
};

const printWrites = async (
  name: string,
  records: readonly TrafficRecord[],
  print: (line: string) => void,
): Promise<void> => {
  print(`\n${name}: writes        batch   writes   = people + spills   writes/event   item p50   item p95`);
  for (const size of BATCH_SIZES) {
    const { stateWrites, chunkWrites, distinctPeople, itemBytes } = await runEnrich(records, size, watch);
    const writes = stateWrites + chunkWrites;
    const exact = writes === distinctPeople + chunkWrites;
    const cells = [
      String(size).padStart(name.length + 21),
      String(writes).padStart(8),
      `${exact ? '= ' : '≠ '}${distinctPeople} + ${chunkWrites}`.padStart(19),
      (writes / records.length).toFixed(3).padStart(14),
      `${percentile(itemBytes, 0.5)} B`.padStart(10),
      `${percentile(itemBytes, 0.95)} B`.padStart(10),
    ];
    print(cells.join(''));
    if (!exact) process.exitCode = 1;
  }
};

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

const collect = async (records: AsyncIterable<TrafficRecord>): Promise<readonly TrafficRecord[]> => {
  const collected: TrafficRecord[] = [];
  for await (const record of records) collected.push(record);
  return collected;
};
