import { gzipSync } from 'node:zlib';
import type { SchemaId } from '../../lambdas/core/schema/schema-name.ts';
import { decodeRecord, type StreamRecord } from '../../lambdas/decode/decode-record.ts';
import validators from '../../lambdas/generated/validators.js';
import { anAggregate, confluentFramed } from '../producers/framed.ts';
import { orderPayloads } from '../producers/order-payload.ts';

const ORDERS = 20_000;
const AGGREGATED = 50;
const ROUNDS = 7;

const NAMES: Readonly<Record<string, string>> = {
  'confluent:1': 'order-completed/1.avsc',
  'confluent:2': 'order-completed/1.proto',
};
const schemas = { nameOf: (id: SchemaId) => NAMES[id] };

interface Row {
  readonly name: string;
  readonly records: readonly StreamRecord[];
}

/** Prints what the same orders cost to decode in each form that a record may have, beside JSON.parse of them. */
export const printDecodeRows = (print: (line: string) => void): void => {
  const orders = Array.from({ length: ORDERS }, (_, n) => n);
  const { json, avro, protobuf } = orderPayloads();
  const texts = orders.map((n) => json(n));
  const rows: readonly Row[] = [
    { name: 'JSON', records: texts.map(toRecord) },
    { name: `JSON, lists of ${AGGREGATED}`, records: inGroups(texts, (some) => Buffer.from(`[${some.join(',')}]`)) },
    {
      name: `KPL, aggregates of ${AGGREGATED}`,
      records: inGroups(texts, (some) => anAggregate(some.map((data) => ({ data })))),
    },
    { name: 'Avro', records: orders.map((n) => toRecord(confluentFramed(1, avro(n)))) },
    { name: 'Protobuf', records: orders.map((n) => toRecord(confluentFramed(2, protobuf(n), [0]))) },
    { name: 'gzip of JSON', records: texts.map((text) => toRecord(gzipSync(text))) },
    { name: `gzip, lists of ${AGGREGATED}`, records: inGroups(texts, (some) => gzipSync(`[${some.join(',')}]`)) },
  ];
  const floor = fastest(() => {
    for (const text of texts) JSON.parse(text.toString('utf8'));
  });
  print(`\ndecoding ${ORDERS} orders of 3 lines to valid events, fastest of ${ROUNDS} rounds`);
  print(line('JSON.parse alone', floor, floor, bytesOf(texts)));
  for (const { name, records } of rows) {
    const took = fastest(() => {
      const decoded = records.reduce((sum, record) => sum + decodeRecord(record, validators, schemas).events.length, 0);
      if (decoded !== ORDERS) throw new Error(`${name}: ${decoded} of ${ORDERS} orders decoded`);
    });
    print(line(name, took, floor, bytesOf(records.map(({ data }) => data))));
  }
};

const toRecord = (data: Uint8Array, index = 0): StreamRecord => ({
  position: { shard: 'shardId-000000000000', sequence: String(index), subSequence: 0 },
  partitionKey: 'u-1',
  arrivedAt: Date.UTC(2026, 10, 24, 12),
  data,
});

const inGroups = (texts: readonly Buffer[], join: (some: readonly Buffer[]) => Uint8Array): readonly StreamRecord[] =>
  Array.from({ length: ORDERS / AGGREGATED }, (_, group) =>
    toRecord(join(texts.slice(group * AGGREGATED, (group + 1) * AGGREGATED))),
  );

/** Nanoseconds an order. */
const fastest = (run: () => void): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = process.hrtime.bigint();
    run();
    best = Math.min(best, Number(process.hrtime.bigint() - start));
  }
  return best / ORDERS;
};

const bytesOf = (data: readonly Uint8Array[]): number =>
  Math.round(data.reduce((sum, { byteLength }) => sum + byteLength, 0) / ORDERS);

const line = (name: string, ns: number, floor: number, bytes: number): string =>
  [
    `  ${name.padEnd(22)}`,
    `${ns.toFixed(0).padStart(7)} ns/event`,
    `${(ns / floor).toFixed(2).padStart(6)} x JSON.parse`,
    `${String(bytes).padStart(6)} B/event`,
  ].join('  ');
