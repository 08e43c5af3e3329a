import { describe, expect, it } from 'vitest';
import { relayKafka } from '../../../lambdas/relay-kafka/relay-kafka.ts';
import { aKafkaBatch, aRelayWorld, type KafkaRecord } from '../../builders/relay.ts';

const MINUTE = 60_000;

const relay = async (records: readonly KafkaRecord[], eventSource?: string) => {
  const world = aRelayWorld();
  await relayKafka(world.ports)(aKafkaBatch(records, eventSource), MINUTE);
  return world;
};

const WITH_ID = '{ "messageId":"m-1",  "userId":"u-1","type":"track"}';

describe('a Kafka record', () => {
  it.each(['aws:kafka', 'SelfManagedKafka'])('of %s becomes one of the stream, its bytes untouched', async (source) => {
    const { relayed, metrics } = await relay([{ key: 'order-7', value: WITH_ID }], source);
    expect(relayed()).toEqual([['order-7', WITH_ID]]);
    expect(metrics.total('MessagesRelayed')).toBe(1);
  });

  it.each<[string, KafkaRecord, string]>([
    ['its key', { key: 'k', value: WITH_ID }, 'k'],
    ['its key as base64, where that is no text', { key: new Uint8Array([0xff, 0x00]), value: WITH_ID }, '/wA='],
    ['its user', { value: WITH_ID }, 'u-1'],
    ['its user, where the key is empty', { key: '', value: WITH_ID }, 'u-1'],
    ['its visitor', { value: '{"messageId":"m","anonymousId":"a-1"}' }, 'a-1'],
    ['its partition, where it is of nobody', { partition: 3, value: '{"messageId":"m"}' }, 'shop.events-3'],
    [
      'its partition, where it is no JSON',
      { partition: 3, value: new Uint8Array([0, 0, 0, 0, 7, 1]) },
      'shop.events-3',
    ],
  ])('lies under %s', async (_, record, partitionKey) => {
    expect((await relay([record])).relayed()).toMatchObject([[partitionKey, expect.anything()]]);
  });

  it('without a message id gets one from its place, which a redelivery repeats; all its bytes stay', async () => {
    const value = '{"userId":"u-1", "total": 1.50}';
    const [[, first = ''] = []] = (await relay([{ value }])).relayed();
    const [[, again = ''] = []] = (await relay([{ value }])).relayed();
    const [[, next = ''] = []] = (await relay([{ value, offset: 16 }])).relayed();
    const [[, anew = ''] = []] = (await relay([{ value, timestamp: 1_545_084_650_988 }])).relayed();
    expect(first).toMatch(/^\{"messageId":"kafka-[\w-]{22}","userId":"u-1", "total": 1\.50\}$/);
    expect(again).toBe(first);
    expect(next).not.toBe(first);
    // The topic was made anew, and counts from 0 again.
    expect(anew).not.toBe(first);
  });

  it.each([
    '{}',
    '[{"userId":"u-1"}]',
    ' {"userId":"u-1"}',
    '{"messageId":null}',
    '{"userId":',
    Buffer.from('{"userId":"Zo\xeb"}', 'latin1'),
  ])('%s stays as it is: what it says is judged behind the stream', async (value) => {
    const { events } = await relay([{ value }]);
    expect(Buffer.from(events.records[0]?.data ?? [])).toEqual(Buffer.from(value));
  });

  it('without a value says nothing but that its key is gone', async () => {
    expect((await relay([{ key: 'k' }, { key: 'k', value: '' }])).relayed()).toEqual([]);
  });

  it('keeps the order of its partition', async () => {
    const records = [1, 2, 3].map((n) => ({ offset: n, value: `{"messageId":"m-${n}","userId":"u-1"}` }));
    expect((await relay(records)).relayed().map(([, text]) => text)).toEqual(records.map(({ value }) => value));
  });

  it('that no stream takes is kept as a failed event, once however often it comes; its neighbours go on', async () => {
    const world = aRelayWorld();
    const batch = aKafkaBatch([
      { value: 'x'.repeat(1024 * 1024 + 1), offset: 1 },
      { value: WITH_ID, offset: 2 },
    ]);
    for (let delivery = 0; delivery < 2; delivery += 1) await relayKafka(world.ports)(batch, MINUTE);
    expect(world.relayed()).toHaveLength(2);
    expect(world.failed()).toMatchObject([{ reason: 'too_large', position: { shard: 'relay-kafka' } }]);
    expect(world.failed()[0]?.raw.byteLength).toBe(1024 * 1024 + 1);
    expect(world.metrics.total('EventsFailed')).toBe(2);
  });
});

describe('a stream that is away', () => {
  it('is waited out, and only what is missing is put again', async () => {
    const puts: number[] = [];
    const world = aRelayWorld({
      put: async (records) => {
        puts.push(records.length);
        if (puts.length === 1) throw new Error('away');
        return puts.length === 2 ? [1] : [];
      },
    });
    await relayKafka(world.ports)(aKafkaBatch([{ value: WITH_ID }, { value: WITH_ID, offset: 16 }]), MINUTE);
    expect(puts).toEqual([2, 2, 1]);
  });

  it('for longer than the invocation lasts fails the batch, in words that quote nobody: all of it comes again', async () => {
    const world = aRelayWorld({ put: async (records) => records.map((_, index) => index) });
    const relaying = relayKafka(world.ports)(aKafkaBatch([{ value: WITH_ID }]), MINUTE);
    await expect(relaying).rejects.toThrow('1 messages are not on the stream yet.');
    expect(world.metrics.total('MessagesRelayed')).toBe(0);
  });
});

it('fails what is no batch of Kafka', async () => {
  const { ports } = aRelayWorld();
  for (const batch of [{}, null, { eventSource: 'aws:sqs', records: {} }, { eventSource: 'aws:kafka' }])
    await expect(relayKafka(ports)(batch, MINUTE)).rejects.toThrow('no batch of messages');
});
