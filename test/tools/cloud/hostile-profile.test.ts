import { describe, expect, it } from 'vitest';
import { identityId } from '../../../lambdas/core/identity/identity.ts';
import { itemBytes, stateToItem } from '../../../lambdas/decode/state-item.ts';
import book from '../../../lambdas/generated/campaigns.js';
import validators from '../../../lambdas/generated/validators.js';
import type { ProfileChange, ProfileStore } from '../../../lambdas/ports/profile-store.ts';
import { cloudClock } from '../../../tools/cloud/clock.ts';
import type { WrapPort } from '../../../tools/cloud/cloud-functions.ts';
import { createEmbeddedCloud, type EmbeddedCloudOptions } from '../../../tools/cloud/embedded-cloud.ts';
import { seededRandom } from '../../../tools/cloud/seeded-random.ts';
import { DEAR_CHARACTERS, hostileMessage, sayings } from '../../builders/hostile.ts';
import { ARRIVAL, aMessage } from '../../builders/record.ts';

const MINUTE = 60_000;
const DYNAMO_ITEM_BYTES = 400 * 1024;
const OTHERS = Array.from({ length: 8 }, (_, n) => `other-${n}`);

const aRecord = (message: object) => ({ partitionKey: 'k', data: Buffer.from(JSON.stringify(message)) });

/** 150 hostile events of one person among eight others' on one shard, a minute later. */
const play = async (more: (n: number) => object, options: Partial<EmbeddedCloudOptions> = {}) => {
  const cloud = await createEmbeddedCloud({
    clock: cloudClock(ARRIVAL),
    random: seededRandom(1),
    book,
    validators,
    stage: { shards: 1 },
    ...options,
  });
  const all = Object.values(sayings);
  const hostile = Array.from({ length: 150 }, (_, n) => ({
    ...hostileMessage(
      all[n % all.length] ?? (() => ({})),
      n,
      DEAR_CHARACTERS[n % DEAR_CHARACTERS.length] ?? 'a',
      'mallory',
    ),
    ...more(n),
  }));
  cloud.putRecords([...hostile, ...OTHERS.map((userId) => aMessage({ messageId: userId, userId }))].map(aRecord));
  await cloud.advanceTo(ARRIVAL + MINUTE);

  const { put, applied, duplicates, failed } = cloud.counts().events;
  expect(put).toBe(150 + OTHERS.length);
  expect(applied + duplicates + failed).toBe(put);
  for (const userId of OTHERS)
    expect(cloud.stores.profiles.states.get(identityId({ kind: 'user', value: userId }))?.kind).toBe('profile');
  for (const [id, state] of cloud.stores.profiles.states)
    expect(itemBytes(stateToItem(id, state))).toBeLessThan(DYNAMO_ITEM_BYTES);
  expect(cloud.workers.find(({ name }) => name === 'enrich-events')?.nextDueAt()).toBeUndefined();
  return cloud.counts().failedByReason;
};

const control = (length: number): string => '\u0001'.repeat(length);

/** A table that takes no profile above so many bytes. */
const smallItems =
  (bytes: number): WrapPort =>
  (name, port) => {
    if (!name.endsWith('.profiles')) return port;
    const profiles = port as unknown as ProfileStore;
    const isTooLarge = (change: ProfileChange): boolean =>
      change.kind === 'state' && itemBytes(stateToItem(change.id, change.state)) > bytes;
    const commit: ProfileStore['commit'] = async (changes) =>
      changes.some(isTooLarge) ? 'refused' : profiles.commit(changes);
    return { ...port, commit };
  };

describe('a person whose events take as much room as can be holds up nobody', () => {
  it('while they stay within what an identifier may be', async () => {
    expect(await play(() => ({}))).toEqual({});
  });

  it('and is refused where an identifier takes more bytes than its characters promise', async () => {
    const failed = await play((n) => ({ messageId: `${n}-${control(90)}`, anonymousId: `${n}-${control(250)}` }));
    expect(failed).toEqual({ too_large: 150 });
  });

  it('and once its profile has no room, what does not fit any more is kept as failed', async () => {
    const { unwritable = 0, ...others } = await play(() => ({}), { wrap: smallItems(60_000) });
    expect(others).toEqual({});
    expect(unwritable).toBeGreaterThan(10);
    expect(unwritable).toBeLessThan(150);
  });
});
