import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmitter } from '../../emitter/index.ts';
import { decodeRecord } from '../../lambdas/decode/decode-record.ts';
import validators from '../../lambdas/generated/validators.js';
import { projectRoot } from '../../tools/build/build-artifacts.ts';
import { startKinesisFront } from '../../tools/cloud/fronts/kinesis.ts';
import type { Front } from '../../tools/cloud/fronts/listen.ts';
import { streamLog } from '../../tools/cloud/stream-log.ts';

const NOW = Date.UTC(2026, 10, 24, 12);
const aStream = () =>
  streamLog<Uint8Array>({
    name: 'events',
    shards: 2,
    retentionMs: Infinity,
    sequence: { prefix: '49', digits: 56 },
    now: () => NOW,
  });
let stream = aStream();
let front: Front;

beforeEach(async () => {
  stream = aStream();
  front = await startKinesisFront({
    streams: new Map([['events', stream]]),
    now: () => NOW,
    retentionHours: 24,
    port: 0,
  });
});
afterEach(() => front.close());

/** Every event in the stream, by person and in the order of their shard. */
const storedEvents = () =>
  stream.shards
    .flatMap(({ id }) => stream.read(id, 0, 100_000))
    .flatMap(({ partitionKey, content, sequence }) => {
      const position = { shard: 's', sequence: String(sequence), subSequence: 0 };
      const decoded = decodeRecord({ position, partitionKey, arrivedAt: Date.now(), data: content }, validators);
      expect(decoded.failures).toEqual([]);
      return decoded.events.map(({ event }) => ({ ...event, partitionKey }));
    });

describe("an emitter at the embedded cloud's Kinesis", () => {
  it('delivers every event once, each person in order, through 5,000 of them', async () => {
    const client = new KinesisClient({
      region: 'eu-west-1',
      endpoint: front.url,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const emitter = createEmitter({
      client,
      streamName: 'events',
      source: 'shop',
      flushOnExit: false,
      maxBufferedEvents: 500,
    });
    const receipts: Promise<{ messageId: string }>[] = [];
    for (let n = 0; n < 5_000; n += 1) {
      await emitter.ready();
      const about = { userId: `u-${n % 97}`, messageId: `m-${n}` };
      receipts.push(emitter.emit('Product Viewed', { product_id: `p-${n}` }, about));
    }
    expect(await Promise.all(receipts)).toHaveLength(5_000);
    client.destroy();

    const events = storedEvents();
    expect(new Set(events.map(({ messageId }) => messageId)).size).toBe(5_000);
    expect(events).toHaveLength(5_000);
    for (const [key, own] of Map.groupBy(events, ({ partitionKey }) => partitionKey)) {
      const numbers = own.map(({ messageId }) => Number(messageId.slice(2)));
      expect(numbers, key).toEqual([...numbers].sort((a, b) => a - b));
    }
  });

  it('loses nothing of a process that ends or is ended', async () => {
    const script = `
      import { KinesisClient } from '@aws-sdk/client-kinesis';
      import { createEmitter } from '${projectRoot}emitter/index.ts';
      const client = new KinesisClient({ region: 'eu-west-1', endpoint: '${front.url}',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' } });
      const emitter = createEmitter({ client, streamName: 'events', source: 'shop', lingerMs: 300 });
      for (let n = 0; n < 50; n += 1) emitter.emit('Product Viewed', { product_id: 'p' }, { userId: 'u-' + n });
      console.log('emitted');
      if (process.argv.includes('waits')) setInterval(() => {}, 1_000);`;
    const run = (...args: string[]): ChildProcess =>
      spawn(process.execPath, ['--input-type=module', '--eval', script, '--', ...args], {
        cwd: projectRoot,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    const ending = run();
    expect(await once(ending, 'exit')).toEqual([0, null]);
    expect(storedEvents()).toHaveLength(50);

    const ended = run('waits');
    if (ended.stdout !== null) await once(ended.stdout, 'data');
    ended.kill('SIGTERM');
    expect(await once(ended, 'exit')).toEqual([null, 'SIGTERM']);
    expect(storedEvents()).toHaveLength(100);
  });
});
