import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createEmitter, type EmitterOptions } from '../../emitter/index.ts';

type Fault = 'none' | 'partial' | 'refused before' | 'lost after';

const message = z.object({ messageId: z.string() });

/** A stream that does to each call what the list says, and then does well. */
const aFaultyStream = (faults: readonly Fault[], chance: readonly number[]) => {
  const stored: { readonly key: string; readonly id: string }[] = [];
  let [calls, draws] = [0, 0];
  const draw = (): number => {
    draws += 1;
    return chance[draws % chance.length] ?? 0;
  };
  const client: Pick<KinesisClient, 'send'> = {
    send: async (command: unknown) => {
      if (!(command instanceof PutRecordsCommand)) throw new Error('an unknown command');
      const fault = faults[calls] ?? 'none';
      calls += 1;
      // Some calls take longer than others.
      for (let tick = draw() * 12; tick >= 0; tick -= 1) await new Promise(setImmediate);
      if (fault === 'refused before') throw new Error('connection refused');
      const entries = (command.input.Records ?? []).map(({ PartitionKey = '', Data }) => {
        if (fault === 'partial' && draw() < 0.5) return { ErrorCode: 'ProvisionedThroughputExceededException' };
        const content: unknown = JSON.parse(Buffer.from(Data ?? []).toString());
        for (const each of [content].flat()) stored.push({ key: PartitionKey, id: message.parse(each).messageId });
        return { SequenceNumber: String(stored.length), ShardId: 'shardId-0' };
      });
      if (fault === 'lost after') throw new Error('socket hang up');
      return { Records: entries };
    },
  };
  return { client, stored };
};

const people = ['ada', 'bob', 'cy'];

describe('an emitter on a stream that fails as it likes', () => {
  it('loses nothing that it acknowledged, and keeps each person in order', async () => {
    const faults = fc.array(fc.constantFrom<Fault>('none', 'partial', 'refused before', 'lost after'), {
      maxLength: 12,
    });
    const emissions = fc.array(fc.tuple(fc.constantFrom(...people), fc.boolean()), { minLength: 1, maxLength: 40 });
    const chance = fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(
        faults,
        emissions,
        chance,
        fc.constantFrom(200, 60_000),
        async (calls, events, draws, patience) => {
          const { client, stored } = aFaultyStream(calls, draws);
          let now = 0;
          const options: EmitterOptions = {
            ...{
              client,
              streamName: 'events',
              source: 'shop',
              flushOnExit: false,
              maxCalls: 2,
              giveUpAfterMs: patience,
            },
            now: () => now,
            sleep: async (ms) => {
              now += ms;
              await new Promise(setImmediate);
            },
            fraction: () => 0.5,
          };
          const emitter = createEmitter(options);
          const acknowledged: string[] = [];
          let told = 0;
          for (const [n, [userId, pauses]] of events.entries()) {
            const about = { userId, messageId: `m-${n}` };
            void emitter
              .emit('Product Viewed', { product_id: 'p' }, about)
              .then(({ messageId }) => acknowledged.push(messageId))
              .catch((error) => expect(error).toMatchObject({ code: 'not_delivered' }))
              .finally(() => {
                told += 1;
              });
            if (pauses) await new Promise(setImmediate);
          }
          await emitter.close();
          await new Promise(setImmediate);

          expect(told).toBe(events.length);
          const inStream = new Set(stored.map(({ id }) => id));
          expect(acknowledged.filter((id) => !inStream.has(id))).toEqual([]);
          if (patience === 60_000) expect(acknowledged).toHaveLength(events.length);
          for (const person of people) {
            const firsts = [
              ...new Set(stored.filter(({ key }) => key === person).map(({ id }) => Number(id.slice(2)))),
            ];
            expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
          }
        },
      ),
      { numRuns: 300, seed: 20261124 },
    );
  });
});
