import { describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../lambdas/decode/decode-record.ts';
import validators from '../../../lambdas/generated/validators.js';
import { breakRecords } from '../../../tools/demo/broken-records.ts';
import { loadDemoProducts } from '../../../tools/demo/load-project.ts';
import { playShoppers } from '../../../tools/demo/shoppers.ts';
import { aRecord } from '../../builders/record.ts';

const TO = Date.UTC(2026, 5, 2, 12);
const FROM = TO - 86_400_000;
const day = (seed: number) =>
  playShoppers({ seed, shoppers: 120, products: loadDemoProducts('http://127.0.0.1:4569'), from: FROM, to: TO });

const decode = ({ record, at }: ReturnType<typeof day>[number]) =>
  decodeRecord(aRecord(record.data, { partitionKey: record.partitionKey, arrivedAt: at }), validators);

describe("the demo's shoppers", () => {
  it('do the same with the same seed, and something else with another', () => {
    expect(day(1)).toEqual(day(1));
    expect(day(1)).not.toEqual(day(2));
  });

  it('send nothing but valid events, in order of time, within the day', () => {
    const records = day(3);
    expect(records.flatMap((record) => decode(record).failures)).toEqual([]);
    const times = records.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.every((at) => FROM <= at && at <= TO)).toBe(true);
  });

  it('browse, subscribe, fill carts, buy, cancel and change their minds', () => {
    const names = day(4).flatMap((record) =>
      decode(record).events.map(({ event }) => (event.type === 'track' ? event.event : event.type)),
    );
    for (const name of ['page', 'identify', 'Product Viewed', 'Subscribed', 'Product Added', 'Order Completed'])
      expect(names.filter((other) => other === name).length, name).toBeGreaterThan(20);
    for (const name of ['Order Cancelled', 'Unsubscribed', 'Product Removed']) expect(names, name).toContain(name);
  });

  it('are joined by broken records, each failing for a reason of its own', () => {
    const failures = breakRecords(FROM, TO).flatMap((record) => decode(record).failures);
    expect(failures).toHaveLength(breakRecords(FROM, TO).length);
    expect(new Set(failures.map(({ reason }) => reason)).size).toBeGreaterThanOrEqual(5);
  });
});
