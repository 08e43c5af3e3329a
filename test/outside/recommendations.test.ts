import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { memoryCatalogue } from '../../lambdas/adapters/memory/memory-catalogue.ts';
import { countHour } from '../../lambdas/core/catalogue/co-visitation.ts';
import { mergeHours } from '../../lambdas/core/catalogue/merge-hours.ts';
import type { CustomerEvent } from '../../lambdas/core/event/event.ts';
import { decodeRecord } from '../../lambdas/decode/decode-record.ts';
import validators from '../../lambdas/generated/validators.js';
import { readLog } from '../../tools/import/index.ts';

const HOUR_MS = 3_600_000;
const file = join(process.env.KAIROS_SHARED ?? '', 'data', 'rees46-2019-10-01.csv.gz');

const eventsByHour = async (): Promise<readonly (readonly CustomerEvent[])[]> => {
  const hours = new Map<number, CustomerEvent[]>();
  const position = { shard: 's', sequence: '1', subSequence: 0 };
  for await (const { at, partitionKey, data } of readLog(file, 'rees46')) {
    const hour = Math.floor(at / HOUR_MS);
    const known = hours.get(hour) ?? [];
    hours.set(hour, known);
    const decoded = decodeRecord({ position, partitionKey, arrivedAt: at, data }, validators);
    known.push(...decoded.events.map(({ event }) => event));
  }
  return [...hours.values()];
};

/** Pairs of products that one user looked at in one hour, straight from the file. */
const pairsInFile = (): ReadonlyMap<string, number> => {
  const baskets = new Map<string, Set<string>>();
  for (const line of gunzipSync(readFileSync(file)).toString().trim().split('\n').slice(1)) {
    const [time = '', type, product = '', , , , , user] = line.split(',');
    if (type !== 'view') continue;
    const key = `${time.slice(0, 13)} ${user}`;
    baskets.set(key, (baskets.get(key) ?? new Set()).add(product));
  }
  const pairs = new Map<string, number>();
  for (const basket of baskets.values()) {
    const ids = [...basket].sort();
    if (ids.length > 30) continue;
    for (const a of ids) for (const b of ids) if (a < b) pairs.set(`${a} ${b}`, (pairs.get(`${a} ${b}`) ?? 0) + 1);
  }
  return pairs;
};

describe('recommendations from a real shop log', () => {
  it('count what its rows say, and come to neighbours for most of what was seen with something else', async () => {
    const hours = (await eventsByHour()).map(countHour);
    const counted = new Map<string, number>();
    for (const { viewed } of hours)
      for (const [a, b, count] of viewed) counted.set(`${a} ${b}`, (counted.get(`${a} ${b}`) ?? 0) + count);
    const strongest = [...pairsInFile()].sort(([, x], [, y]) => y - x).slice(0, 50);
    expect(strongest[0]?.[1]).toBeGreaterThan(5);
    for (const [pair, count] of strongest) expect([pair, counted.get(pair)]).toEqual([pair, count]);

    const learned = await mergeHours(hours);
    const catalogue = memoryCatalogue();
    await catalogue.put(learned);
    expect(learned.neighbours.size).toBeGreaterThan(1_000);
    const [a = '', b = ''] = strongest[0]?.[0].split(' ') ?? [];
    expect((await catalogue.neighbours([a])).get(a)?.viewedTogether).toContain(b);
  });
});
