import { describe, expect, it } from 'vitest';
import { eventSourceMapping } from '../../../tools/cloud/event-source-mapping.ts';
import type { Discarded, MappingOptions } from '../../../tools/cloud/event-source-mapping-props.ts';
import { PAYLOAD_BYTES } from '../../../tools/cloud/mapping-lane.ts';
import { streamLog } from '../../../tools/cloud/stream-log.ts';

type Answer = (contents: readonly string[], sequences: readonly string[]) => unknown;

const failing = (...sequences: (string | undefined)[]) => ({
  batchItemFailures: sequences.map((itemIdentifier) => ({ itemIdentifier })),
});

/** A mapping over a stream of words, with everything that was invoked and given up. */
const aMapping = (
  answer: Answer,
  options: Partial<MappingOptions> = {},
  { shards = 1, bytes = 100, only = undefined as ((word: string) => boolean) | undefined } = {},
) => {
  let now = 0;
  const stream = streamLog<string>({
    name: 'words',
    shards,
    retentionMs: Infinity,
    sequence: { prefix: '49', digits: 56 },
    now: () => now,
  });
  const invocations: string[][] = [];
  const discarded: Discarded<string>[] = [];
  const worker = eventSourceMapping<string>({
    name: 'test',
    stream,
    now: () => now,
    options: {
      batchSize: 100,
      maximumBatchingWindowMs: 0,
      parallelizationFactor: 1,
      reportBatchItemFailures: true,
      bisectBatchOnFunctionError: false,
      maximumRetryAttempts: -1,
      maximumRecordAgeMs: -1,
      retryDelayMs: () => 1_000,
      ...options,
    },
    bytesOf: () => bytes,
    ...(only === undefined ? {} : { filter: ({ content }) => only(content) }),
    invoke: async (_shard, records) => {
      const contents = records.map(({ content }) => content);
      invocations.push(contents);
      return answer(
        contents,
        records.map(({ sequence }) => sequence),
      );
    },
    onFailure: async (given) => void discarded.push(given),
  });
  return {
    put: (...words: string[]) => words.map((word) => stream.append(word, word).sequence),
    /** Rounds until nothing is due, moving the clock where a retry or a window waits. */
    run: async (rounds = 50) => {
      for (let round = 0; round < rounds; round += 1) {
        const due = worker.nextDueAt();
        if (due === undefined) return;
        now = Math.max(now, due);
        await worker.runDue();
      }
    },
    runNow: () => worker.runDue(),
    dueAt: () => worker.nextDueAt(),
    wait: (ms: number) => {
      now += ms;
    },
    invocations,
    discarded,
    stream,
  };
};

describe('batches', () => {
  it('hand over records in order, at most a batch size at a time', async () => {
    const mapping = aMapping(() => undefined, { batchSize: 2 });
    mapping.put('a', 'b', 'c', 'd', 'e');
    await mapping.run();
    expect(mapping.invocations).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
  });

  it('wait for the batching window, unless full before', async () => {
    const mapping = aMapping(() => undefined, { batchSize: 2, maximumBatchingWindowMs: 5_000 });
    mapping.put('a');
    expect(await mapping.runNow()).toBe(false);
    expect(mapping.dueAt()).toBe(5_000);
    mapping.put('b');
    expect(await mapping.runNow()).toBe(true);
    mapping.put('c');
    expect(await mapping.runNow()).toBe(false);
    mapping.wait(5_000);
    expect(await mapping.runNow()).toBe(true);
    expect(mapping.invocations).toEqual([['a', 'b'], ['c']]);
  });

  it('never carry more than 6 MB, and close early when that is reached', async () => {
    const mapping = aMapping(() => undefined, { maximumBatchingWindowMs: 60_000 }, { bytes: PAYLOAD_BYTES / 2 - 1 });
    mapping.put('a', 'b', 'c');
    expect(await mapping.runNow()).toBe(true);
    expect(mapping.invocations).toEqual([['a', 'b']]);
    expect(await mapping.runNow()).toBe(false);
  });

  it('hold a record that alone is larger than the cap', async () => {
    const mapping = aMapping(() => undefined, {}, { bytes: PAYLOAD_BYTES * 2 });
    mapping.put('a', 'b');
    await mapping.run();
    expect(mapping.invocations).toEqual([['a'], ['b']]);
  });

  it('leave out what the filter drops, which counts as done', async () => {
    const mapping = aMapping(() => undefined, {}, { only: (word) => word !== 'noise' });
    mapping.put('noise', 'a', 'noise', 'b');
    await mapping.run();
    expect(mapping.invocations).toEqual([['a', 'b']]);
  });

  it('run side by side where parallelised, each key in its own order', async () => {
    const mapping = aMapping(() => undefined, { parallelizationFactor: 4, batchSize: 10 });
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    mapping.put(...keys, ...keys);
    await mapping.runNow();
    expect(mapping.invocations.length).toBeGreaterThan(1);
    expect(mapping.invocations.length).toBeLessThanOrEqual(4);
    for (const key of keys)
      expect(
        mapping.invocations.filter((words) => words.includes(key)).map((words) => words.filter((word) => word === key)),
      ).toEqual([[key, key]]);
  });
});

describe('an answer', () => {
  const success: readonly (readonly [string, unknown])[] = [
    ['nothing at all', undefined],
    ['null', null],
    ['an empty object', {}],
    ['an empty list', { batchItemFailures: [] }],
    ['a null list', { batchItemFailures: null }],
  ];
  it.each(success)('of %s is a complete success', async (_name, answer) => {
    const mapping = aMapping(() => answer);
    mapping.put('a', 'b');
    await mapping.run();
    expect(mapping.invocations).toEqual([['a', 'b']]);
  });

  const completeFailure: readonly (readonly [string, unknown])[] = [
    ['an empty identifier', failing('')],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }],
    ['a bad key name', { batchItemFailures: [{ sequenceNumber: '1' }] }],
    ['an identifier that is not in the batch', failing('123')],
  ];
  it.each(completeFailure)('with %s fails the whole batch', async (_name, bad) => {
    let calls = 0;
    const mapping = aMapping(() => (calls++ === 0 ? bad : undefined));
    mapping.put('a', 'b');
    await mapping.run();
    expect(mapping.invocations).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ]);
  });

  it('resumes at the lowest failed record, so that later successes come again', async () => {
    let calls = 0;
    const mapping = aMapping((_words, sequences) => (calls++ === 0 ? failing(sequences[3], sequences[1]) : undefined));
    mapping.put('a', 'b', 'c', 'd');
    await mapping.run();
    expect(mapping.invocations).toEqual([
      ['a', 'b', 'c', 'd'],
      ['b', 'c', 'd'],
    ]);
  });

  it('counts for nothing where the mapping does not ask for partial failures', async () => {
    const mapping = aMapping((_words, sequences) => failing(sequences[0]), { reportBatchItemFailures: false });
    mapping.put('a', 'b');
    await mapping.run();
    expect(mapping.invocations).toEqual([['a', 'b']]);
  });
});

describe('a function that throws', () => {
  it('gets the whole batch again, after a pause, before anything newer of its shard', async () => {
    let calls = 0;
    const mapping = aMapping(
      () => {
        if (calls++ === 0) throw new Error('brown-out');
      },
      { batchSize: 2 },
    );
    mapping.put('a', 'b', 'c');
    await mapping.runNow();
    expect(await mapping.runNow()).toBe(false);
    await mapping.run();
    expect(mapping.invocations).toEqual([['a', 'b'], ['a', 'b'], ['c']]);
  });

  it('is given up after its attempts, with the number of invocations', async () => {
    const mapping = aMapping(
      (words) => {
        if (words.includes('poison')) throw new Error('no');
      },
      { maximumRetryAttempts: 2, batchSize: 1 },
    );
    mapping.put('poison', 'b');
    await mapping.run();
    expect(mapping.invocations).toEqual([['poison'], ['poison'], ['poison'], ['b']]);
    expect(mapping.discarded.map(({ condition, invocations }) => [condition, invocations])).toEqual([
      ['RetryAttemptsExhausted', 3],
    ]);
  });

  it('with bisect loses the poisonous record alone; splitting takes no attempt', async () => {
    const mapping = aMapping(
      (words) => {
        if (words.includes('poison')) throw new Error('no');
      },
      { maximumRetryAttempts: 1, bisectBatchOnFunctionError: true },
    );
    mapping.put('a', 'b', 'c', 'poison', 'e', 'f', 'g', 'h');
    await mapping.run();
    expect(mapping.discarded.map(({ records }) => records.map(({ content }) => content))).toEqual([['poison']]);
    expect(mapping.invocations.filter((words) => words.length === 1 && words[0] === 'poison')).toHaveLength(2);
    const succeeded = mapping.invocations.filter((words) => !words.includes('poison')).flat();
    expect(succeeded).toEqual(['a', 'b', 'c', 'e', 'f', 'g', 'h']);
  });

  it('with bisect and a partial failure is split at the returned record, at no attempt', async () => {
    const mapping = aMapping(
      (words, sequences) => {
        const index = words.indexOf('poison');
        return index === -1 ? undefined : failing(sequences[index]);
      },
      { maximumRetryAttempts: 0, bisectBatchOnFunctionError: true },
    );
    mapping.put('a', 'b', 'poison', 'd');
    await mapping.run();
    expect(mapping.invocations).toEqual([['a', 'b', 'poison', 'd'], ['poison', 'd'], ['poison'], ['d']]);
    expect(mapping.discarded.map(({ records }) => records.map(({ content }) => content))).toEqual([['poison']]);
  });
});

describe('a record that is too old', () => {
  it('is given up before the function sees it, the younger ones of its batch are not', async () => {
    const mapping = aMapping(() => undefined, { maximumRecordAgeMs: 60_000, maximumBatchingWindowMs: 0 });
    mapping.put('old');
    mapping.wait(60_001);
    mapping.put('young');
    await mapping.run();
    expect(mapping.invocations).toEqual([['young']]);
    expect(mapping.discarded.map(({ condition, records }) => [condition, records.length])).toEqual([
      ['MaximumRecordAgeExceeded', 1],
    ]);
  });

  it('ends retries that have no limit of attempts', async () => {
    const mapping = aMapping(
      () => {
        throw new Error('for ever');
      },
      { maximumRecordAgeMs: 10_000 },
    );
    mapping.put('a');
    await mapping.run();
    expect(mapping.invocations.length).toBeGreaterThan(5);
    expect(mapping.discarded).toHaveLength(1);
  });
});

describe('shards', () => {
  it('do not hold each other up', async () => {
    const mapping = aMapping(
      (words) => {
        if (words.includes('poison')) throw new Error('no');
      },
      { maximumRetryAttempts: 3 },
      { shards: 2 },
    );
    const poisoned = mapping.stream.append('poison', 'poison', 0n).shardId;
    const healthy = mapping.stream.append('a', 'a', 2n ** 127n).shardId;
    expect(poisoned).not.toBe(healthy);
    await mapping.runNow();
    mapping.stream.append('b', 'b', 2n ** 127n);
    await mapping.runNow();
    expect(mapping.invocations).toEqual([['poison'], ['a'], ['b']]);
  });

  it('take up work beside one that is still busy', async () => {
    let letGo = () => {};
    const mapping = aMapping(
      (words) => (words.includes('slow') ? new Promise<void>((done) => (letGo = done)) : undefined),
      {},
      { shards: 2 },
    );
    mapping.stream.append('slow', 'slow', 0n);
    const first = mapping.runNow();
    mapping.stream.append('behind', 'behind', 0n);
    mapping.stream.append('a', 'a', 2n ** 127n);
    await mapping.runNow();
    expect(mapping.invocations).toEqual([['slow'], ['a']]);
    letGo();
    await first;
    await mapping.runNow();
    expect(mapping.invocations).toEqual([['slow'], ['a'], ['behind']]);
  });

  it('that were split are read to their end before their children', async () => {
    let fails = true;
    const mapping = aMapping(() => {
      if (fails) throw new Error('not yet');
    });
    mapping.put('before');
    mapping.stream.reshard(2);
    mapping.put('after');
    await mapping.runNow();
    fails = false;
    await mapping.run();
    expect(mapping.invocations).toEqual([['before'], ['before'], ['after']]);
    mapping.stream.reshard(1);
    mapping.put('merged');
    await mapping.run();
    expect(mapping.invocations.at(-1)).toEqual(['merged']);
    expect(mapping.stream.shards).toHaveLength(4);
  });
});
