import { itemBytes, stateToItem } from '../../lambdas/decode/state-item.ts';
import type { FailedEvents } from '../../lambdas/ports/failed-events.ts';
import type { ProfileChange, ProfileStore } from '../../lambdas/ports/profile-store.ts';
import type { CloudClock } from '../cloud/clock.ts';
import type { WrapPort } from '../cloud/cloud-functions.ts';

/**
 * What an invocation of enrich-events is taken to cost. Times of one call: DynamoDB's single-digit milliseconds, S3's
 * usual first byte; of a record, several times what `kairos bench` measures for its decoding and folding.
 */
export const COST = {
  /** From a record that can be read to the function's first line. */
  invocationMs: 10,
  recordMs: 0.1,
  readMs: 5,
  writeMs: 8,
  /** A put of S3. */
  objectMs: 30,
  /** DynamoDB's limit of one partition key: write units, of 1 KB each, a second; a transaction's count twice. */
  unitsASecondAKey: 1_000,
} as const;

const unitsOf = (change: ProfileChange): number =>
  change.kind === 'state' ? Math.ceil(itemBytes(stateToItem(change.id, change.state)) / 1_024) : 1;

/** Lets the ports of enrich-events take their time, and each item no more writes than its partition can take. */
export const costlyPorts = (clock: CloudClock): WrapPort => {
  /** Until when an item's writes so far keep its partition busy. */
  const busyUntil = new Map<string, number>();
  const profiles = (port: ProfileStore): ProfileStore => ({
    ...port,
    load: async (ids) => {
      await clock.sleep(COST.readMs);
      return port.load(ids);
    },
    loadChunk: async (key) => {
      await clock.sleep(COST.readMs);
      return port.loadChunk(key);
    },
    commit: async (changes) => {
      let endsAt = clock.now() + COST.writeMs;
      const twice = changes.length > 1 ? 2 : 1;
      for (const change of changes) {
        if (change.kind !== 'state') continue;
        const busyMs = ((unitsOf(change) * twice) / COST.unitsASecondAKey) * 1_000;
        const from = Math.max(clock.now(), busyUntil.get(change.id) ?? 0);
        busyUntil.set(change.id, from + busyMs);
        endsAt = Math.max(endsAt, from + COST.writeMs);
      }
      await clock.sleep(endsAt - clock.now());
      return port.commit(changes);
    },
  });
  const failedEvents = (port: FailedEvents): FailedEvents => ({
    put: async (failures) => {
      if (failures.length > 0) await clock.sleep(COST.objectMs);
      return port.put(failures);
    },
  });
  return <Port extends object>(name: string, port: Port): Port => {
    if (name === 'enrich-events.profiles') return profiles(port as unknown as ProfileStore) as unknown as Port;
    if (name === 'enrich-events.failedEvents') return failedEvents(port as unknown as FailedEvents) as unknown as Port;
    return port;
  };
};
