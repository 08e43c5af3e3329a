import { cloudClock } from '../cloud/clock.ts';
import type { CloudCounts } from '../cloud/cloud-counts.ts';
import type { WrapPort } from '../cloud/cloud-functions.ts';
import { createEmbeddedCloud, type EmbeddedCloud } from '../cloud/embedded-cloud.ts';
import { seededRandom } from '../cloud/seeded-random.ts';
import type { loadProject } from '../demo/load-project.ts';
import { oldCustomer } from './old-customers.ts';

const START = Date.UTC(2026, 5, 1, 9);
const SECOND_MS = 1_000;
const DAY_MS = 86_400_000;
/** With what they did, about what two shards take in two seconds. */
const PEOPLE_AT_ONCE = 400;
const NEVER_MS = 1e12;
/** Longer than any wait of a shipped journey, and than their lately viewed things count. */
const DAYS_AFTER = 4;
const TIMES = 2;

export interface ImportOptions {
  readonly people: number;
  /** @default true: the people did all of it just now */
  readonly backfill?: boolean;
  /** How many people came, of all that come in both imports. */
  readonly onProgress?: (come: number, of: number) => void;
}

export interface Imported extends Pick<CloudCounts, 'events' | 'profiles' | 'sends' | 'mailsByCampaign'> {
  /** People whom the import put into a segment, by its name. */
  readonly members: Readonly<Record<string, number>>;
  /** People whose segments were asked again because time had passed. */
  readonly moved: number;
}

/** What archive-events writes goes nowhere: millions of records in memory would say nothing of sends. */
const withoutLake: WrapPort = (name, port) =>
  name.endsWith('.lake')
    ? new Proxy(port, { get: (lake, key) => (key === 'put' ? async () => undefined : Reflect.get(lake, key)) })
    : port;

/** Nobody reads the streams' past: without it, memory grows with people alone. */
const forgetConsumed = ({ stores: { events, profileChanges } }: EmbeddedCloud): void => {
  for (const log of [events, profileChanges]) for (const { id } of log.shards) log.forget(id, log.end(id));
};

/**
 * Puts old customers through the embedded cloud, twice, with the project's own campaigns and segments, and lets days
 * pass after each: all that time does goes on. The second time a tenth of them come under new message ids.
 */
export const importTwice = async (
  { book, validators }: Awaited<ReturnType<typeof loadProject>>,
  { people, backfill = true, onProgress = () => undefined }: ImportOptions,
): Promise<Imported> => {
  const clock = cloudClock(START);
  const cloud = await createEmbeddedCloud({
    ...{ clock, book, validators, random: seededRandom(1), wrap: withoutLake },
    stage: { learnEveryMs: NEVER_MS, mailsKept: 1 },
    products: shop,
  });
  const members: Record<string, number> = {};
  for (let edition = 0; edition < TIMES; edition += 1) {
    for (let from = 0; from < people; from += PEOPLE_AT_ONCE) {
      for (let number = from; number < Math.min(people, from + PEOPLE_AT_ONCE); number += 1)
        cloud.putRecords(oldCustomer(number, { at: START, products: productIds, backfill, edition }));
      await cloud.advanceTo(clock.now() + 2 * SECOND_MS);
      forgetConsumed(cloud);
      onProgress(edition * people + Math.min(people, from + PEOPLE_AT_ONCE), TIMES * people);
    }
    if (edition === 0) countMembers(cloud, members);
    await cloud.advanceTo(clock.now() + DAYS_AFTER * DAY_MS);
  }
  const { events, profiles, sends, mailsByCampaign } = cloud.counts();
  return { events, profiles, sends, mailsByCampaign, members, moved: cloud.metrics.total('ProfilesMovedByTime') };
};

const productIds = ['mug', 'kettle', 'teapot', 'lamp', 'rug', 'bowl', 'tray', 'vase'] as const;
const shop = productIds.map((id) => ({
  ...{ id, name: id, price: 50_000, url: `https://marram-rye.example/things/${id}`, origin: 'feed' as const },
}));

const countMembers = ({ stores }: EmbeddedCloud, members: Record<string, number>): void => {
  for (const state of stores.profiles.states.values())
    if (state.kind === 'profile')
      for (const name of Object.keys(state.profile.segments ?? {})) members[name] = (members[name] ?? 0) + 1;
};
