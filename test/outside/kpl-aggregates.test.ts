import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeRecord } from '../../lambdas/decode/decode-record.ts';
import { recordBudget } from '../../lambdas/decode/framing/record-budget.ts';
import { unframe } from '../../lambdas/decode/unframe.ts';
import validators from '../../lambdas/generated/validators.js';
import { aRecord } from '../builders/record.ts';

const read = (file: string): unknown =>
  JSON.parse(readFileSync(`${process.env.KAIROS_SHARED}/fixtures/kpl/${file}`, 'utf8'));

const part = z.object({ partitionKey: z.string(), data: z.string() });
const real = z
  .object({
    records: z.record(
      z.string(),
      z.union([z.object({ kinesis: z.object({ data: z.string() }) }), z.object({ data: z.string() })]),
    ),
    expected: z.record(z.string(), z.array(part.loose())),
  })
  .parse(read('kpl-real-records.json'));

const bytesOf = (name: string): Buffer => {
  const record = real.records[name];
  if (record === undefined) throw new Error(`no record ${name}`);
  return Buffer.from('kinesis' in record ? record.kinesis.data : record.data, 'base64');
};

const partsOf = (bytes: Uint8Array) => {
  const unframed = unframe(bytes, recordBudget());
  if (unframed.kind !== 'records') throw new Error(`is ${unframed.kind}`);
  return unframed.records.map(({ partitionKey, data }) => ({
    partitionKey,
    data: Buffer.from(data ?? []).toString('utf8'),
  }));
};

describe('aggregates that the real KPL made', () => {
  it.each([
    ['kpl_generated_rec_with_ehks', 'test_deagg_with_real_kpl_data_with_ehks'],
    ['kpl_generated_rec_no_ehks', 'test_deagg_with_real_kpl_data_no_ehks'],
    ['kpl_generated_ka_rec', 'test_deagg_with_real_kpl_generated_ka_rec_with_ehks'],
  ])('%s opens to exactly the records that were put in', (record, expectation) => {
    const expected = real.expected[expectation] ?? [];
    expect(expected.length).toBeGreaterThan(0);
    expect(partsOf(bytesOf(record))).toEqual(expected.map(({ partitionKey, data }) => ({ partitionKey, data })));
  });

  it('each part that is no message fails alone, under its own key', () => {
    const { events, failures } = decodeRecord(aRecord(bytesOf('kpl_generated_rec_no_ehks')), validators);
    const expected = real.expected.test_deagg_with_real_kpl_data_no_ehks ?? [];
    expect(events).toEqual([]);
    expect(failures.map(({ partitionKey, raw }) => [partitionKey, Buffer.from(raw).toString()])).toEqual(
      expected.map(({ partitionKey, data }) => [partitionKey, data]),
    );
    expect(failures.map(({ position }) => position.subSequence)).toEqual(expected.map((_, index) => index));
  });

  it('a record that was not aggregated is what it is', () => {
    expect(unframe(bytesOf('kpl_generated_ka_non_agg_rec'), recordBudget())).toMatchObject({ reason: 'not_json' });
  });
});

describe('aggregates of aws-kinesis-agg for Node', () => {
  it('open to exactly the records that were put in', () => {
    const buffer = z.object({ data: z.array(z.number()) });
    const { input, output } = z
      .object({ input: z.array(z.object({ partitionKey: z.string(), data: buffer })), output: z.array(part) })
      .parse(read('agg-made-by-aws-kinesis-agg-4.2.8.json'));
    expect(output.flatMap(({ data }) => partsOf(Buffer.from(data, 'base64')))).toEqual(
      input.map(({ partitionKey, data: { data } }) => ({ partitionKey, data: Buffer.from(data).toString('utf8') })),
    );
  });
});
