import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failedEventsIn } from '../../lambdas/adapters/failed-events.ts';
import { countingMetrics } from '../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryConsentStore } from '../../lambdas/adapters/memory/memory-consent-store.ts';
import { memoryProfileStore } from '../../lambdas/adapters/memory/memory-profile-store.ts';
import { memoryObjectStore } from '../../lambdas/adapters/memory/object-store.ts';
import type { StreamRecord } from '../../lambdas/decode/decode-record.ts';
import { enrichBatch } from '../../lambdas/enrich-events/enrich-batch.ts';
import validators from '../../lambdas/generated/validators.js';
import { type LogFormat, readLog } from '../../tools/import/index.ts';
import { aKinesisEvent } from '../builders/kinesis-event.ts';
import { aFixedRandom } from '../builders/virtual-time.ts';

const shared = (name: string) => join(process.env.KAIROS_SHARED ?? '', 'data', name);
const BATCH = 500;

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halves-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Folds files one after the other, on a clock that follows the log and never runs back. */
const fold = async (format: LogFormat, ...files: string[]) => {
  const profiles = memoryProfileStore();
  const consents = memoryConsentStore();
  const failed = memoryObjectStore();
  const metrics = countingMetrics();
  let now = 0;
  const enrich = enrichBatch({
    profiles,
    consents,
    failedEvents: failedEventsIn(failed),
    validators,
    clock: { now: () => now, sleep: async () => {} },
    random: aFixedRandom(),
    metrics,
    triggers: new Set(['Product Added', 'Order Completed', 'Subscribed']),
    dedupe: { dedupeDays: 500, retentionDays: 7 },
  });
  let [sequence, batch] = [0, [] as StreamRecord[]];
  const flush = async () => {
    expect(await enrich(aKinesisEvent(batch), 60_000)).toEqual({ batchItemFailures: [] });
    batch = [];
  };
  for (const file of files) {
    for await (const { at, partitionKey, data } of readLog(file, format)) {
      now = Math.max(now, at);
      sequence += 1;
      const position = { shard: 'shardId-000000000000', sequence: String(sequence).padStart(12, '0'), subSequence: 0 };
      batch.push({ position, partitionKey, arrivedAt: now, data });
      if (batch.length === BATCH) await flush();
    }
    await flush();
  }
  const known = [...profiles.states].flatMap(([id, state]) =>
    state.kind === 'profile' ? [[id, state.profile] as const] : [],
  );
  const applied = metrics.total('EventsApplied');
  return {
    profiles: new Map(known),
    failed: failed.objects.size,
    put: sequence,
    applied,
    duplicate: metrics.total('EventsDuplicate'),
  };
};

/** Two files of 55 % each, cut where the column of the row changes. */
const cutInHalves = async (file: string, column: number): Promise<readonly [string, string]> => {
  const [header = '', ...rows] = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
  const cell = (row: number) => rows[row]?.split(',')[column];
  const boundary = (share: number) => {
    let row = Math.floor(rows.length * share);
    while (cell(row) === cell(row - 1)) row += 1;
    return row;
  };
  const parts = [rows.slice(0, boundary(0.55)), rows.slice(boundary(0.45))];
  const files: [string, string] = [join(folder, 'first.csv'), join(folder, 'second.csv')];
  for (const [index, name] of files.entries()) await writeFile(name, [header, ...(parts[index] ?? []), ''].join('\n'));
  return files;
};

describe.each<[LogFormat, string, number]>([
  ['rees46', shared('rees46-2019-10-01.csv.gz'), 0],
  ['online-retail', shared('uci-online-retail.csv.gz'), 0],
])('%s', (format, file, column) => {
  let once: Awaited<ReturnType<typeof fold>>;
  beforeAll(async () => {
    once = await fold(format, file);
  });

  it('leaves every event applied once', () => {
    expect(once).toMatchObject({ failed: 0, duplicate: 0, applied: once.put });
  });

  it('sent twice changes no profile', async () => {
    const twice = await fold(format, file, file);
    expect(twice).toMatchObject({ put: once.put * 2, applied: once.applied, duplicate: once.put });
    expect(twice.profiles).toEqual(once.profiles);
  });

  it('sent in two halves that overlap by a tenth changes no profile', async () => {
    const halves = await fold(format, ...(await cutInHalves(file, column)));
    expect(halves.put).toBeGreaterThan(once.put);
    expect(halves.applied).toBe(once.applied);
    expect(halves.profiles).toEqual(once.profiles);
  });
});
