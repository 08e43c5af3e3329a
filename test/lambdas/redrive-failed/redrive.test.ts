import { describe, expect, it } from 'vitest';
import { failedEventsIn } from '../../../lambdas/adapters/failed-events.ts';
import { memoryEventStream } from '../../../lambdas/adapters/memory/event-stream.ts';
import { memoryObjectStore } from '../../../lambdas/adapters/memory/object-store.ts';
import type { FailedEvent } from '../../../lambdas/core/failure/failed-event.ts';
import { readFailedEvent } from '../../../lambdas/decode/failed-event-json.ts';
import validators from '../../../lambdas/generated/validators.js';
import { redriveFailed } from '../../../lambdas/redrive-failed/redrive.ts';
import type { RedriveRequest } from '../../../lambdas/redrive-failed/redrive-request.ts';
import { aFailedEvent, aGivenUpBatch, aGivenUpKafkaBatch, aGivenUpTableBatch } from '../../builders/failed-event.ts';
import { ARRIVAL, aRecord } from '../../builders/record.ts';
import { aKafkaBatch } from '../../builders/relay.ts';
import { aSleeperClock } from '../../builders/virtual-time.ts';

const DAY_MS = 86_400_000;
const PLENTY_MS = 900_000;
const NOTHING = { redriven: 0, recordsPutBack: 0, mended: 0, stillFailing: 0, left: 0, tooOld: 0, notOurs: 0 };

const at = (sequence: string) => ({ shard: 'shardId-000000000000', sequence, subSequence: 0 });
const [first, second] = [
  aFailedEvent(),
  aFailedEvent({ messageId: 'm-2' }, { partitionKey: 'u-2', position: at('2') }),
];
const BATCH_KEY = 'aws/lambda/uuid/shardId-000000000000/2026/11/24/2026-11-24T12.00.00-uuid';

const setUp = async (failures: readonly FailedEvent[] = [first, second], stream = memoryEventStream()) => {
  const [failed, clock, handed] = [memoryObjectStore(), aSleeperClock(ARRIVAL + DAY_MS), [] as unknown[]];
  let canDecide = true;
  await failedEventsIn(failed).put(failures);
  const redrive = redriveFailed({
    failed,
    events: stream,
    decideSends: {
      handle: async (event) => {
        handed.push(event);
        return canDecide;
      },
    },
    clock,
    validators,
    streamName: 'events',
    profilesTable: 'profiles',
    dedupeDays: 35,
  });
  return {
    failed,
    stream,
    clock,
    handed,
    breakDecideSends: () => {
      canDecide = false;
    },
    redrive: (request: RedriveRequest = {}, remainingMs = PLENTY_MS) => redrive(request, remainingMs),
    waiting: () => [...failed.objects.keys()].filter((key) => !key.startsWith('redriven/')),
  };
};

describe('redriving', () => {
  it('reads few of the batches that Lambda gave up at a time: they are megabytes each', async () => {
    const { failed, redrive } = await setUp([]);
    for (let n = 10; n < 40; n += 1)
      await failed.put(`${BATCH_KEY}${n}`, aGivenUpBatch([aRecord('x')]), 'application/json');
    let [reading, most] = [0, 0];
    const { get } = failed;
    failed.get = async (key) => {
      reading += 1;
      most = Math.max(most, reading);
      await Promise.resolve();
      reading -= 1;
      return get(key);
    };
    expect(await redrive()).toMatchObject({ redriven: 30 });
    expect(most).toBe(5);
  });

  it('puts raw bytes back under their old keys, and moves the objects away', async () => {
    const { failed, stream, redrive } = await setUp();
    expect(await redrive()).toEqual({ ...NOTHING, redriven: 2, recordsPutBack: 2 });
    expect(stream.records.map(({ partitionKey }) => partitionKey).sort()).toEqual(['u-1', 'u-2']);
    expect(stream.records.map(({ data }) => Buffer.from(data))).toContainEqual(Buffer.from(first.raw));
    expect([...failed.objects.keys()].every((key) => key.startsWith('redriven/failed/reason='))).toBe(true);
    expect(await redrive()).toEqual(NOTHING);
  });

  it('leaves what would fail again where it lies, with its reason', async () => {
    const { stream, redrive, waiting } = await setUp([
      first,
      aFailedEvent(new Uint8Array([0xde, 0xad]), { reason: 'not_json', position: at('3') }),
    ]);
    expect(await redrive()).toEqual({ ...NOTHING, redriven: 1, recordsPutBack: 1, stillFailing: 1 });
    expect(stream.records).toHaveLength(1);
    expect(waiting()).toEqual([expect.stringContaining('reason=not_json')]);
  });

  it('puts a batch that Lambda gave up back whole', async () => {
    const { failed, stream, redrive } = await setUp([]);
    const records = [
      aRecord(new Uint8Array([0xde, 0xad]), { partitionKey: 'u-7' }),
      aRecord({}, { position: at('9') }),
    ];
    await failed.put(BATCH_KEY, aGivenUpBatch(records), 'application/json');
    expect(await redrive({ select: { reason: 'attempts_exhausted' } })).toMatchObject({
      redriven: 1,
      recordsPutBack: 2,
    });
    expect(stream.records).toMatchObject([{ partitionKey: 'u-7' }, { partitionKey: 'u-1' }]);
  });

  it('puts the messages of a given-up batch of Kafka on the stream, as its relay would have', async () => {
    const { failed, stream, redrive } = await setUp([]);
    const batch = aKafkaBatch([
      { key: 'k-1', value: '{"messageId":"m-1"}' },
      { value: 'x'.repeat(1024 * 1024 + 1) },
      { value: '{"userId":"u-1"}' },
    ]);
    await failed.put(BATCH_KEY, aGivenUpKafkaBatch(batch), 'application/json');
    expect(await redrive()).toEqual({ ...NOTHING, redriven: 1, recordsPutBack: 2 });
    expect(stream.records.map(({ partitionKey }) => partitionKey)).toEqual(['k-1', 'u-1']);
    expect(Buffer.from(stream.records[1]?.data ?? []).toString()).toMatch(/^\{"messageId":"kafka-/);
  });

  it("hands a given-up batch of the profiles' changes to decide-sends, and keeps it where that fails", async () => {
    const { failed, handed, redrive, breakDecideSends, waiting } = await setUp([]);
    await failed.put(BATCH_KEY, aGivenUpTableBatch(), 'application/json');
    expect(await redrive()).toEqual({ ...NOTHING, redriven: 1 });
    expect(handed).toEqual([{ Records: [{ eventSource: 'aws:dynamodb', eventID: 'change-1' }] }]);
    breakDecideSends();
    await failed.put(BATCH_KEY, aGivenUpTableBatch(), 'application/json');
    expect(await redrive()).toEqual({ ...NOTHING, left: 1 });
    expect(waiting()).toEqual([BATCH_KEY]);
  });

  it("leaves other streams' and tables' batches and foreign files where they are, and they use up no limit", async () => {
    const { failed, stream, redrive } = await setUp();
    await failed.put(`${BATCH_KEY}-1`, aGivenUpBatch([aRecord({})], 'changes'), 'application/json');
    await failed.put(`${BATCH_KEY}-2`, aGivenUpTableBatch('orders'), 'application/json');
    await failed.put('aws/lambda/readme', Buffer.from('hello'), 'text/plain');
    expect(await redrive({ limit: 2 })).toMatchObject({ redriven: 2, notOurs: 3 });
    expect(stream.records).toHaveLength(2);
  });

  it('leaves what the stream does not take for the next run', async () => {
    const { redrive, waiting } = await setUp(
      [first, second],
      memoryEventStream({ refuse: ({ partitionKey }) => partitionKey === 'u-2' }),
    );
    expect(await redrive()).toMatchObject({ redriven: 1, left: 1 });
    expect(waiting()).toHaveLength(1);
  });

  it('refuses what is older than message ids are remembered, unless it is told', async () => {
    const { clock, redrive, waiting } = await setUp([first]);
    await clock.sleep(34 * DAY_MS);
    expect(await redrive({ dryRun: true })).toMatchObject({ redriven: 1, tooOld: 0 });
    await clock.sleep(1);
    expect(await redrive()).toEqual({ ...NOTHING, tooOld: 1 });
    expect(waiting()).toHaveLength(1);
    expect(await redrive({ old: true })).toMatchObject({ redriven: 1, tooOld: 0 });
  });
});

describe('a selection', () => {
  const other = aFailedEvent(
    { event: 'Shelf Dusted' },
    {
      reason: 'invalid_envelope',
      schema: 'https://schemas.kairos.example/envelope/1.json',
      source: 'app',
      position: at('5'),
    },
  );
  const nextDay = aFailedEvent({}, { receivedAt: ARRIVAL + DAY_MS, position: at('6') });

  it.each<[object, number]>([
    [{ reason: 'schema_violation' }, 2],
    [{ day: '2026-11-24' }, 2],
    [{ day: '2026-11-25', reason: 'schema_violation' }, 1],
    [{ schema: 'envelope/1.json' }, 1],
    [{ source: 'app' }, 1],
    [{ event: 'Door Opened' }, 2],
    [{ event: 'Door Opened', source: 'app' }, 0],
    [{ key: 'failed/reason=schema_violation/dt=2026-11-24/shardId-000000000000-1001-0.json' }, 1],
  ])('%j takes %i', async (select, count) => {
    const { redrive } = await setUp([first, other, nextDay]);
    expect(await redrive({ select })).toMatchObject({ redriven: count });
  });

  it('of one event passes over given-up batches, which are of many', async () => {
    const { failed, redrive } = await setUp([]);
    await failed.put(BATCH_KEY, aGivenUpBatch([aRecord({})]), 'application/json');
    expect(await redrive({ select: { event: 'Door Opened' } })).toEqual(NOTHING);
    expect(await redrive({ select: { day: '2026-11-24' } })).toMatchObject({ redriven: 1 });
  });

  it('is done page by page, each saying where the next begins', async () => {
    const many = Array.from({ length: 120 }, (_, n) => aFailedEvent({}, { position: at(`${1_000 + n}`) }));
    const { redrive, stream } = await setUp(many);
    let [pages, after] = [0, undefined as string | undefined];
    do {
      const page = await redrive({ limit: 55, after });
      [pages, after] = [pages + 1, page.next];
    } while (after !== undefined);
    expect([pages, stream.records.length]).toEqual([3, 120]);
  });

  it('stops where time is short, and says where to go on', async () => {
    const many = Array.from({ length: 60 }, (_, n) => aFailedEvent({}, { position: at(`${1_000 + n}`) }));
    const { failed, clock, redrive } = await setUp(many);
    const { get } = failed;
    failed.get = async (key) => {
      await clock.sleep(1_000);
      return get(key);
    };
    const page = await redrive({}, 160_000);
    expect(page).toMatchObject({ redriven: 50, next: expect.stringContaining('-1049-0.json') });
    expect(await redrive({ after: page.next })).toMatchObject({ redriven: 10 });
  });

  it.each([
    [{ select: { key: 'redriven/failed/x' } }, 'nothing that waits'],
    [{ select: { reason: 'bad_luck' } }, 'select.reason'],
    [{ select: { day: 'yesterday' } }, 'select.day'],
    [{ mend: { when: { event: 'Order Completed' }, steps: [{ set: '/messageId', value: 'x' }] } }, 'count twice'],
  ])('%j is refused with what is wrong', async (request, reason) => {
    const { redrive } = await setUp();
    await expect(redrive(request as RedriveRequest)).rejects.toThrow(reason);
  });
});

describe('a mend', () => {
  const mend = {
    when: { reason: 'schema_violation', event: 'Order Completed' },
    steps: [{ convert: '/properties/total', to: 'number' }],
  };
  const order = (total: unknown, sequence: string) =>
    aFailedEvent(
      { event: 'Order Completed', messageId: `m-${sequence}`, properties: { order_id: sequence, total } },
      { position: at(sequence) },
    );

  it('sends the event again as it should have been: same message id, same key, as of its first arrival', async () => {
    const { failed, stream, redrive } = await setUp([order('12.50', '1')]);
    expect(await redrive({ mend })).toEqual({ ...NOTHING, redriven: 1, recordsPutBack: 1, mended: 1 });
    const [record] = stream.records;
    const sent = JSON.parse(Buffer.from(record?.data ?? []).toString());
    expect(record?.partitionKey).toBe('u-1');
    expect(sent).toMatchObject({
      messageId: 'm-1',
      receivedAt: new Date(ARRIVAL).toISOString(),
      properties: { total: 12.5 },
    });
    const [[key = '', kept] = []] = [...failed.objects];
    expect(key).toMatch(/^redriven\/failed\/reason=schema_violation\//);
    expect(readFailedEvent(Buffer.from(kept ?? []).toString())?.raw).toEqual(order('12.50', '1').raw);
    expect(Buffer.from(JSON.parse(Buffer.from(kept ?? []).toString()).mended, 'base64')).toEqual(
      record?.data && Buffer.from(record.data),
    );
  });

  it('leaves what it cannot mend, and what its condition does not name', async () => {
    const { redrive, waiting, stream } = await setUp([order('a lot', '1'), order('7', '3'), second]);
    expect(await redrive({ mend })).toEqual({ ...NOTHING, redriven: 1, recordsPutBack: 1, mended: 1, stillFailing: 1 });
    expect(waiting()).toHaveLength(2);
    expect(stream.records).toHaveLength(1);
  });

  it('shows in a dry run what it would make of each, and does nothing', async () => {
    const { redrive, waiting, stream } = await setUp([order('a lot', '1'), order('7', '2')]);
    const report = await redrive({ mend, dryRun: true });
    expect(report).toMatchObject({ redriven: 1, mended: 1, stillFailing: 1 });
    expect(report.previews).toMatchObject([
      { outcome: 'still_failing', reason: 'schema_violation', path: '/properties/total' },
      {
        outcome: 'would_pass',
        before: expect.stringContaining('"total":"7"'),
        after: expect.stringContaining('"total":7'),
      },
    ]);
    expect([waiting().length, stream.records.length]).toEqual([2, 0]);
  });

  it('makes the same bytes again where it died before the object was moved', async () => {
    const { failed, stream, redrive } = await setUp([order('12.50', '1')]);
    const { put } = failed;
    failed.put = () => Promise.reject(new Error('gone'));
    await expect(redrive({ mend })).rejects.toThrow('gone');
    failed.put = put;
    expect(await redrive({ mend })).toMatchObject({ redriven: 1 });
    expect(stream.records[0]).toEqual(stream.records[1]);
  });
});
