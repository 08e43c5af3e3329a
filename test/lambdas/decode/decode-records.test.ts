import { describe, expect, it } from 'vitest';
import { memorySchemaRegistry } from '../../../lambdas/adapters/memory/memory-schema-registry.ts';
import type { SchemaId } from '../../../lambdas/core/schema/schema-name.ts';
import { decodeRecords } from '../../../lambdas/decode/decode-records.ts';
import validators from '../../../lambdas/generated/validators.js';
import { anAggregate, confluentFramed } from '../../../tools/producers/framed.ts';
import { anAvroOrder } from '../../../tools/producers/order-payload.ts';
import { aMessage, aRecord } from '../../builders/record.ts';

const aRegistry = () => {
  const registry = memorySchemaRegistry({ 'confluent:7': 'order-completed/1.avsc' });
  const asked: (readonly SchemaId[])[] = [];
  return {
    asked,
    registry: {
      ...registry,
      learn: (ids: readonly SchemaId[]) => {
        asked.push(ids);
        return registry.learn(ids);
      },
    },
  };
};
const framed = (id: number) => aRecord(confluentFramed(id, anAvroOrder()));
const outcome = (decoded: Awaited<ReturnType<typeof decodeRecords>>) =>
  decoded.map(({ events, failures }) => [events.length, failures.map(({ reason }) => reason)]);

describe('a batch whose records name schemas', () => {
  it('asks the registry once for all ids together, and reads what it knows', async () => {
    const { registry, asked } = aRegistry();
    const records = [
      framed(7),
      aRecord(aMessage()),
      aRecord(anAggregate([{ data: confluentFramed(7, anAvroOrder()) }, { data: confluentFramed(8, '') }])),
      framed(9),
    ];
    expect(outcome(await decodeRecords(records, validators, registry))).toEqual([
      [1, []],
      [1, []],
      [1, ['unknown_schema']],
      [0, ['unknown_schema']],
    ]);
    expect(asked).toEqual([['confluent:7', 'confluent:8', 'confluent:9']]);
  });

  it('asks no more for an id that was answered', async () => {
    const { registry, asked } = aRegistry();
    await decodeRecords([framed(7)], validators, registry);
    expect(outcome(await decodeRecords([framed(7)], validators, registry))).toEqual([[1, []]]);
    expect(asked).toHaveLength(1);
  });

  it('asks nobody where all is plain JSON, or where nobody can be asked', async () => {
    const { registry, asked } = aRegistry();
    await decodeRecords([aRecord(aMessage()), aRecord('{broken')], validators, registry);
    expect(asked).toEqual([]);
    expect(outcome(await decodeRecords([framed(7)], validators))).toEqual([[0, ['unknown_schema']]]);
  });

  it('fails as a whole where the registry could not be asked', async () => {
    const { registry } = aRegistry();
    const broken = { ...registry, learn: () => Promise.reject(new Error('throttled')) };
    await expect(decodeRecords([framed(7)], validators, broken)).rejects.toThrow('throttled');
  });
});
