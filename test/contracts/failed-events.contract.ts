import { describe, expect, it } from 'vitest';
import { failedEventKey } from '../../lambdas/adapters/failed-events.ts';
import type { FailedEvent } from '../../lambdas/core/failure/failed-event.ts';
import { readFailedEvent } from '../../lambdas/decode/failed-event-json.ts';
import type { FailedEvents } from '../../lambdas/ports/failed-events.ts';
import type { ObjectStore } from '../../lambdas/ports/object-store.ts';
import { NOON } from '../builders/profile.ts';
import { numbered, ODD_TEXT } from './odd-values.ts';

export interface FailedEventsWorld {
  readonly failedEvents: FailedEvents;
  /** Where they lie. */
  readonly bucket: ObjectStore;
}

const aFailure = (sequence: string, given: Partial<FailedEvent> = {}): FailedEvent => ({
  reason: 'schema_violation',
  detail: 'must have property order_id',
  receivedAt: NOON,
  position: { shard: 'shardId-000000000000', sequence, subSequence: 0 },
  partitionKey: 'ada',
  raw: Uint8Array.from({ length: 256 }, (_, byte) => byte),
  ...given,
});

/** What every `FailedEvents` promises. */
export const describeFailedEventsContract = (name: string, makeWorld: () => Promise<FailedEventsWorld>): void => {
  const keysIn = ({ bucket }: FailedEventsWorld) => Array.fromAsync(bucket.list('failed/'));
  const read = async ({ bucket }: FailedEventsWorld, key: string) =>
    readFailedEvent(Buffer.from((await bucket.get(key)) ?? []).toString());

  describe(`failed events ${name}`, () => {
    it('are none for none', async () => {
      const world = await makeWorld();
      await world.failedEvents.put([]);
      expect(await keysIn(world)).toEqual([]);
    });

    it('are kept whole, by reason and day, each at its place in the stream', async () => {
      const world = await makeWorld();
      const failures = [
        aFailure('1'),
        aFailure('1', { position: { shard: 'shardId-000000000000', sequence: '1', subSequence: 7 } }),
        aFailure('2', { reason: 'not_json', path: '/a', schema: undefined, source: 'web', partitionKey: ODD_TEXT }),
        aFailure('3', { raw: new Uint8Array() }),
      ];
      await world.failedEvents.put(failures);
      const day = 'dt=2026-01-13/shardId-000000000000';
      expect(await keysIn(world)).toEqual([
        `failed/reason=not_json/${day}-2-0.json`,
        `failed/reason=schema_violation/${day}-1-0.json`,
        `failed/reason=schema_violation/${day}-1-7.json`,
        `failed/reason=schema_violation/${day}-3-0.json`,
      ]);
      for (const failure of failures) {
        const kept = await read(world, failedEventKey(failure));
        expect({ ...kept, raw: [...(kept?.raw ?? [])] }).toEqual({ ...failure, raw: [...failure.raw] });
      }
    });

    it('overwrite themselves when the record comes again', async () => {
      const world = await makeWorld();
      await world.failedEvents.put([aFailure('1')]);
      await world.failedEvents.put([aFailure('1', { detail: 'said better' })]);
      expect(await keysIn(world)).toHaveLength(1);
      expect((await read(world, failedEventKey(aFailure('1'))))?.detail).toBe('said better');
    });

    it('may be many at once', async () => {
      const world = await makeWorld();
      await world.failedEvents.put(numbered(70).map((sequence) => aFailure(sequence)));
      expect(await keysIn(world)).toHaveLength(70);
    });
  });
};
