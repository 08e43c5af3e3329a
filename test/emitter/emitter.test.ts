import { KinesisClient, PutRecordsCommand, type PutRecordsCommandInput } from '@aws-sdk/client-kinesis';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createEmitter, type EmitterOptions } from '../../emitter/index.ts';
import { isSegmentMessage } from '../../lambdas/decode/segment-message.ts';
import validators from '../../lambdas/generated/validators.js';

const kinesis = mockClient(KinesisClient);
beforeEach(() => kinesis.reset());

const START = Date.UTC(2026, 10, 24, 12);
const stored = { SequenceNumber: '1', ShardId: 'shardId-000000000000' };
const throttled = { ErrorCode: 'ProvisionedThroughputExceededException', ErrorMessage: 'slow down' };
const storeAll = (input: PutRecordsCommandInput) => ({ Records: (input.Records ?? []).map(() => stored) });

/** Time passes only while somebody sleeps. */
const anEmitter = (options: Partial<EmitterOptions> = {}) => {
  let [now, ids] = [START, 0];
  return createEmitter({
    client: new KinesisClient({ region: 'eu-west-1' }),
    streamName: 'events',
    source: 'shop',
    flushOnExit: false,
    now: () => now,
    sleep: async (ms) => {
      now += ms;
      await new Promise(setImmediate);
    },
    fraction: () => 0.5,
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    ...options,
  });
};

const message = z.looseObject({ messageId: z.string() });
const sent = () =>
  kinesis.commandCalls(PutRecordsCommand).map(({ args: [{ input }] }) =>
    (input.Records ?? []).map(({ PartitionKey, Data }) => {
      const parsed: unknown = JSON.parse(Buffer.from(Data ?? []).toString());
      return { key: PartitionKey, messages: [parsed].flat().map((each) => message.parse(each)) };
    }),
  );
const idsByCall = () =>
  sent().map((records) => records.map(({ messages }) => messages.map(({ messageId }) => messageId)));
const viewed = { product_id: 'p-1' };

describe('emitting an event', () => {
  it('puts a message that the stream takes, under the key of the person', async () => {
    kinesis.on(PutRecordsCommand).callsFake(storeAll);
    const receipt = await anEmitter().emit(
      'Order Completed',
      { order_id: 'o-1', total: 29.5, products: [{ product_id: 'p-1', quantity: 2 }] },
      { userId: 'ada', context: { locale: 'en-GB' } },
    );
    expect(receipt).toEqual({ messageId: 'id-1', timestamp: '2026-11-24T12:00:00.000Z' });
    const [[record] = []] = sent();
    expect(record?.key).toBe('ada');
    const [document] = record?.messages ?? [];
    const found = validators.envelope(document);
    expect(found).toBeUndefined();
    if (!isSegmentMessage(document, found)) return;
    expect(validators.properties('Order Completed', document.properties)).toBeUndefined();
    expect(document).toMatchObject({
      type: 'track',
      event: 'Order Completed',
      source: 'shop',
      context: { locale: 'en-GB' },
    });
  });

  it('identifies people, visitors too', async () => {
    kinesis.on(PutRecordsCommand).callsFake(storeAll);
    const emitter = anEmitter();
    await emitter.identify({ email: 'ada@example.com' }, { userId: 'ada', anonymousId: 'a-1' });
    await emitter.emit('Product Viewed', viewed, { anonymousId: 'a-2' });
    expect(
      sent()
        .flat()
        .map(({ key, messages }) => [key, messages[0]?.type]),
    ).toEqual([
      ['ada', 'identify'],
      ['a-2', 'track'],
    ]);
  });

  it('keeps an id and a time that it is given, so that it can be emitted again', async () => {
    kinesis.on(PutRecordsCommand).callsFake(storeAll);
    const about = { userId: 'ada', messageId: 'mine', timestamp: new Date(START - 5_000) };
    expect(await anEmitter().emit('Product Viewed', viewed, about)).toEqual({
      messageId: 'mine',
      timestamp: '2026-11-24T11:59:55.000Z',
    });
  });

  it('is checked against the schema by the compiler', async () => {
    kinesis.on(PutRecordsCommand).callsFake(storeAll);
    const emitter = anEmitter();
    // @ts-expect-error An order has an id.
    await emitter.emit('Order Completed', { total: 1 }, { userId: 'ada' });
    // @ts-expect-error A price is a number.
    await emitter.emit('Product Viewed', { product_id: 'p', price: '2.55' }, { userId: 'ada' });
    // @ts-expect-error Nobody described this event.
    await emitter.emit('Door Opened', {}, { userId: 'ada' });
    const own = createEmitter<{ 'Door Opened': { door: string } }>({
      ...{ client: new KinesisClient({ region: 'eu-west-1' }), streamName: 'events', source: 'house' },
      flushOnExit: false,
    });
    await own.emit('Door Opened', { door: 'front' }, { userId: 'ada' });
  });
});

describe('many events', () => {
  it('share calls, 500 records and 5 MiB each at most', async () => {
    kinesis.on(PutRecordsCommand).callsFake(storeAll);
    const emitter = anEmitter();
    await Promise.all(
      Array.from({ length: 1_201 }, (_, n) => emitter.emit('Product Viewed', viewed, { userId: `u-${n}` })),
    );
    expect(sent().map((records) => records.length)).toEqual([500, 500, 201]);
    kinesis.resetHistory();
    const big = { product_id: 'p', name: 'x'.repeat(1_000_000) };
    await Promise.all(Array.from({ length: 7 }, (_, n) => emitter.emit('Product Viewed', big, { userId: `u-${n}` })));
    expect(sent().map((records) => records.length)).toEqual([5, 2]);
  });

  it('of one person travel as one record, in their order', async () => {
    kinesis.on(PutRecordsCommand).callsFake(storeAll);
    const emitter = anEmitter();
    await Promise.all(['ada', 'bob', 'ada', 'ada'].map((userId) => emitter.emit('Product Viewed', viewed, { userId })));
    expect(idsByCall()).toEqual([[['id-1', 'id-3', 'id-4'], ['id-2']]]);
  });

  it('of one person never overtake each other, whatever fails', async () => {
    let call = 0;
    kinesis.on(PutRecordsCommand).callsFake((input: PutRecordsCommandInput) => {
      call += 1;
      return {
        Records: (input.Records ?? []).map(({ PartitionKey }) =>
          call < 3 && PartitionKey === 'ada' ? throttled : stored,
        ),
      };
    });
    const emitter = anEmitter();
    const acknowledged: string[] = [];
    const emit = async (userId: string) => {
      const { messageId } = await emitter.emit('Product Viewed', viewed, { userId });
      acknowledged.push(messageId);
    };
    const first = [emit('ada'), emit('bob')];
    await first[1];
    await Promise.all([...first, emit('ada'), emit('bob')]);
    expect(acknowledged.filter((id) => id === 'id-1' || id === 'id-3')).toEqual(['id-1', 'id-3']);
    const ada = sent()
      .flat()
      .filter(({ key }) => key === 'ada')
      .flatMap(({ messages }) => messages.map(({ messageId }) => messageId));
    expect(ada.slice(-2)).toEqual(['id-1', 'id-3']);
  });
});

describe('what Kinesis does not store', () => {
  it('is put again alone, and acknowledged only then', async () => {
    kinesis
      .on(PutRecordsCommand)
      .resolvesOnce({ FailedRecordCount: 1, Records: [stored, throttled, stored] })
      .callsFake(storeAll);
    const emitter = anEmitter();
    await Promise.all(['u-1', 'u-2', 'u-3'].map((userId) => emitter.emit('Product Viewed', viewed, { userId })));
    expect(idsByCall()).toEqual([[['id-1'], ['id-2'], ['id-3']], [['id-2']]]);
  });

  it('is put again whole where the call failed', async () => {
    kinesis
      .on(PutRecordsCommand)
      .rejectsOnce(Object.assign(new Error('reset'), { name: 'ECONNRESET' }))
      .callsFake(storeAll);
    await anEmitter().emit('Product Viewed', viewed, { userId: 'ada' });
    expect(kinesis.commandCalls(PutRecordsCommand)).toHaveLength(2);
  });

  it('is given up in the end, and said so', async () => {
    kinesis.on(PutRecordsCommand).callsFake((input: PutRecordsCommandInput) => ({
      Records: (input.Records ?? []).map(() => throttled),
    }));
    const emitter = anEmitter({ giveUpAfterMs: 10_000 });
    await expect(emitter.emit('Product Viewed', viewed, { userId: 'ada' })).rejects.toMatchObject({
      code: 'not_delivered',
      messageId: 'id-1',
      cause: new Error('ProvisionedThroughputExceededException'),
    });
    // With waits of 50 ms and more, doubled each time, 10 s are some ten tries.
    expect(kinesis.commandCalls(PutRecordsCommand).length).toBeLessThan(15);
  });

  it.each(['ResourceNotFoundException', 'AccessDeniedException', 'KMSDisabledException'])(
    'for good (%s) is refused at once',
    async (name) => {
      kinesis.on(PutRecordsCommand).rejects(Object.assign(new Error('no'), { name }));
      await expect(anEmitter().emit('Product Viewed', viewed, { userId: 'ada' })).rejects.toMatchObject({
        code: 'not_delivered',
      });
      expect(kinesis.commandCalls(PutRecordsCommand)).toHaveLength(1);
    },
  );

  it.each([
    ['nobody', {}, viewed],
    ['an endless identifier', { userId: 'u'.repeat(256) }, viewed],
    ['a time that is none', { userId: 'u', timestamp: new Date(Number.NaN) }, viewed],
    ['what JSON cannot hold', { userId: 'u' }, { product_id: 'p', price: 1n }],
  ])('for %s is never tried', async (_, about, properties) => {
    // As from JavaScript, where no compiler objects.
    const emitter: { emit(event: never, properties: object, about: object): Promise<unknown> } = anEmitter();
    await expect(emitter.emit('Product Viewed' as never, properties, about)).rejects.toMatchObject({ code: 'invalid' });
    expect(kinesis.commandCalls(PutRecordsCommand)).toHaveLength(0);
  });

  it('for its size is never tried', async () => {
    const huge = { product_id: 'p', name: 'x'.repeat(1024 * 1024) };
    await expect(anEmitter().emit('Product Viewed', huge, { userId: 'ada' })).rejects.toMatchObject({
      code: 'too_large',
    });
  });
});

describe('the buffer', () => {
  it('takes no more than it may hold, and says when there is room', async () => {
    kinesis.on(PutRecordsCommand).callsFake(storeAll);
    const emitter = anEmitter({ maxBufferedEvents: 2 });
    const taken = ['u-1', 'u-2'].map((userId) => emitter.emit('Product Viewed', viewed, { userId }));
    await expect(emitter.emit('Product Viewed', viewed, { userId: 'u-3' })).rejects.toMatchObject({
      code: 'buffer_full',
    });
    await emitter.ready();
    await Promise.all([...taken, emitter.emit('Product Viewed', viewed, { userId: 'u-3' })]);
    await emitter.ready();
    expect(sent().flat()).toHaveLength(3);
  });

  it('is flushed, also of what fails on the way', async () => {
    kinesis
      .on(PutRecordsCommand)
      .resolvesOnce({ Records: [throttled] })
      .callsFake(storeAll);
    const emitter = anEmitter();
    let acknowledged = false;
    void emitter.emit('Product Viewed', viewed, { userId: 'ada' }).then(() => {
      acknowledged = true;
    });
    await emitter.flush();
    expect(acknowledged).toBe(true);
  });

  it('is flushed when the emitter is closed, which then takes no more', async () => {
    kinesis.on(PutRecordsCommand).callsFake(storeAll);
    const emitter = anEmitter();
    const last = emitter.emit('Product Viewed', viewed, { userId: 'ada' });
    await emitter.close();
    await expect(last).resolves.toMatchObject({ messageId: 'id-1' });
    await expect(emitter.emit('Product Viewed', viewed, { userId: 'ada' })).rejects.toMatchObject({ code: 'closed' });
  });
});
