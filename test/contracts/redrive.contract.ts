import { describe, expect, it } from 'vitest';
import { failedEventsIn } from '../../lambdas/adapters/failed-events.ts';
import validators from '../../lambdas/generated/validators.js';
import type { EventStream, OutgoingRecord } from '../../lambdas/ports/event-stream.ts';
import type { ObjectStore } from '../../lambdas/ports/object-store.ts';
import { redriveFailed } from '../../lambdas/redrive-failed/redrive.ts';
import { browseFailed, showFailed } from '../../tools/failed/browse-failed.ts';
import { aFailedEvent } from '../builders/failed-event.ts';
import { ARRIVAL } from '../builders/record.ts';
import { aSleeperClock } from '../builders/virtual-time.ts';

export interface RedriveWorld {
  readonly bucket: ObjectStore;
  readonly events: EventStream;
  readonly stored: () => Promise<readonly OutgoingRecord[]>;
}

const at = (n: number) => ({ shard: 'shardId-000000000000', sequence: String(100 + n), subSequence: 0 });
const order = (n: number, total: unknown) =>
  aFailedEvent(
    { event: 'Order Completed', messageId: `m-${n}`, properties: { order_id: `o-${n}`, total } },
    { position: at(n), partitionKey: `u-${n}` },
  );
const mend = { when: { event: 'Order Completed' }, steps: [{ convert: '/properties/total', to: 'number' }] };

/** What redriving is worth on a bucket and a stream. */
export const describeRedriveContract = (name: string, makeWorld: () => Promise<RedriveWorld>): void => {
  describe(`redriving ${name}`, () => {
    it('browses, mends page by page, and leaves what cannot be mended', async () => {
      const { bucket, events, stored } = await makeWorld();
      await failedEventsIn(bucket).put([
        ...Array.from({ length: 60 }, (_, n) => order(n, `${n}.50`)),
        order(60, 'a lot'),
        aFailedEvent(new Uint8Array([0xff]), { reason: 'not_json', position: at(61) }),
      ]);
      const shelf = { failed: bucket, validators };
      expect((await browseFailed(shelf, { limit: 0 })).counts).toEqual([
        { reason: 'not_json', day: '2026-11-24', count: 1 },
        { reason: 'schema_violation', day: '2026-11-24', count: 61 },
      ]);
      const redrive = redriveFailed({
        failed: bucket,
        events,
        decideSends: { handle: async () => true },
        clock: aSleeperClock(ARRIVAL),
        validators,
        streamName: 'events',
        profilesTable: 'profiles',
        dedupeDays: 35,
      });
      let [redriven, after] = [0, undefined as string | undefined];
      do {
        const page = await redrive({ mend, limit: 25, after }, 900_000);
        [redriven, after] = [redriven + page.redriven, page.next];
      } while (after !== undefined);
      expect(redriven).toBe(60);
      const { entries } = await browseFailed(shelf, { limit: 100 });
      expect(entries.map(({ reason, event }) => [reason, event])).toEqual([
        ['not_json', undefined],
        ['schema_violation', 'Order Completed'],
      ]);
      const left = await showFailed(shelf, entries[1]?.key ?? '');
      expect([...(left?.raw ?? [])]).toEqual([...order(60, 'a lot').raw]);
      const ids = (await stored()).map(({ data }) => JSON.parse(Buffer.from(data).toString()).messageId);
      expect(ids.sort()).toEqual(Array.from({ length: 60 }, (_, n) => `m-${n}`).sort());
    });
  });
};
