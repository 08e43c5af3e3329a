import { describe, expect, it } from 'vitest';
import type { EventStream, OutgoingRecord } from '../../lambdas/ports/event-stream.ts';
import { numbered } from './odd-values.ts';

export interface EventStreamWorld {
  readonly events: EventStream;
  /** Everything in the stream; a key's records in their order. */
  stored(): Promise<readonly OutgoingRecord[]>;
}

const MIB = 1024 * 1024;
const record = (partitionKey: string, text = partitionKey): OutgoingRecord => ({
  partitionKey,
  data: new TextEncoder().encode(text),
});
const inWords = (records: readonly OutgoingRecord[]): readonly string[] =>
  records.map(({ partitionKey, data }) => `${partitionKey}: ${Buffer.from(data).toString('hex')}`).sort();

/** What every `EventStream` promises. */
export const describeEventStreamContract = (name: string, makeWorld: () => Promise<EventStreamWorld>): void => {
  describe(`the stream ${name}`, () => {
    it('takes nothing for nothing', async () => {
      const { events, stored } = await makeWorld();
      expect(await events.put([])).toEqual([]);
      expect(await stored()).toEqual([]);
    });

    it('keeps every byte and every key', async () => {
      const { events, stored } = await makeWorld();
      const records = [
        { partitionKey: 'every byte', data: Uint8Array.from({ length: 256 }, (_, byte) => byte) },
        ...[record('😀 שלום'), record('k'.repeat(256)), record('é'.repeat(256)), record('a', '')],
      ];
      expect(await events.put(records)).toEqual([]);
      expect(inWords(await stored())).toEqual(inWords(records));
    });

    it('takes more than one call can carry, in number and in size', async () => {
      const { events, stored } = await makeWorld();
      const many = numbered(1_203).map((key) => record(key));
      const large = numbered(7, 'large').map((key) => record(key, key.padEnd(1_000_000, '.')));
      expect(await events.put([...many, ...large])).toEqual([]);
      expect(inWords(await stored())).toEqual(inWords([...many, ...large]));
    });

    it('takes the same record again as another', async () => {
      const { events, stored } = await makeWorld();
      await events.put([record('a'), record('a')]);
      await events.put([record('a')]);
      expect(await stored()).toHaveLength(3);
    });

    it('keeps a key’s records in the order of the calls', async () => {
      const { events, stored } = await makeWorld();
      const texts = numbered(5);
      for (const text of texts) await events.put([record('a', text), record(text, 'between')]);
      const ofKey = (await stored()).filter(({ partitionKey }) => partitionKey === 'a');
      expect(ofKey.map(({ data }) => Buffer.from(data).toString())).toEqual(texts);
    });

    it('keeps what was put, not what the caller does to it later', async () => {
      const { events, stored } = await makeWorld();
      const sent = record('a', 'first');
      await events.put([sent]);
      sent.data.fill(0);
      expect(inWords(await stored())).toEqual(inWords([record('a', 'first')]));
    });

    it('takes a record of exactly 1 MiB, its key counted', async () => {
      const { events } = await makeWorld();
      expect(await events.put([{ partitionKey: 'é', data: new Uint8Array(MIB - 2) }])).toEqual([]);
    });

    it.each<[string, OutgoingRecord]>([
      ['larger than 1 MiB', { partitionKey: 'é', data: new Uint8Array(MIB - 1) }],
      ['without a key', record('', 'x')],
      ['with a key of more than 256 characters', record('k'.repeat(257))],
    ])('names a record that it can never take, and stores its neighbours: one %s', async (_kind, impossible) => {
      const { events, stored } = await makeWorld();
      expect(await events.put([record('a'), impossible, record('b')])).toEqual([1]);
      expect(inWords(await stored())).toEqual(inWords([record('a'), record('b')]));
    });
  });
};
