import { describe, expect, it } from 'vitest';
import { anIdentity } from '../../builders/profile.ts';
import { anUnmergeWorld, aSaying } from '../../builders/unmerge-world.ts';

const [ada, phone] = [anIdentity('ada'), anIdentity('phone', 'anonymous')];
const device = { anonymousId: 'phone' };
const user = { userId: 'ada' };
const asked = { a: 'user:ada', b: 'anonymous:phone' };

const view = aSaying(1, device);
const hello = aSaying(2, { ...user, type: 'identify', traits: { email: 'ada@example.com' } });
const link = aSaying(3, { ...user, ...device });
const order = aSaying(4, { ...user, type: 'track', event: 'Order Completed', properties: { order_id: 'o', total: 9 } });

/** A device and a user whom one event has made one person. */
const joined = async () => {
  const world = anUnmergeWorld();
  await world.happen(view, hello, link, order);
  return world;
};

describe('an unmerge', () => {
  it('makes two people of one: each event with whom it names first, nothing counted twice, nothing lost', async () => {
    const world = await joined();
    expect(world.profileOf('user', 'ada')?.id).toBe(phone);
    expect(await world.unmerge(asked)).toMatchObject({
      kind: 'unmerged',
      kept: { profile: phone, identifiers: 1, events: 1 },
      taken: { profile: ada, identifiers: 1, events: 3 },
      forgotten: 0,
    });
    expect(world.profileOf('anonymous', 'phone')).toMatchObject({
      id: phone,
      userIds: [],
      counters: { page: { count: 1 } },
    });
    expect(world.profileOf('user', 'ada')).toMatchObject({
      ...{ id: ada, anonymousIds: [], purchases: { orders: 1 } },
      counters: { page: { count: 1 }, identify: { count: 1 }, 'Order Completed': { count: 1 } },
    });
  });

  it('triggers nothing: neither write carries an event', async () => {
    const world = await joined();
    await world.unmerge(asked);
    for (const id of [ada, phone])
      expect(world.profiles.states.get(id)).toMatchObject({ kind: 'profile', applied: [] });
  });

  it('restarts no version: each of its items has one more than before', async () => {
    const world = await joined();
    const versions = () => [ada, phone].map((id) => world.profiles.states.get(id)?.version ?? 0);
    const before = versions();
    await world.unmerge(asked);
    expect(versions()).toEqual(before.map((version) => version + 1));
  });

  it('counts nothing twice that is delivered again, and joins nobody by it', async () => {
    const world = await joined();
    await world.unmerge(asked);
    const before = [world.profileOf('user', 'ada'), world.profileOf('anonymous', 'phone')];
    await world.take([link, view, hello, order, link], 5_000);
    expect([world.profileOf('user', 'ada'), world.profileOf('anonymous', 'phone')]).toEqual(before);
  });

  it('joins nobody by a new event that names both: it is the user’s', async () => {
    const world = await joined();
    await world.unmerge(asked);
    await world.take([aSaying(9, { ...user, ...device })], 5_000);
    expect(world.profileOf('user', 'ada')?.counters.page?.count).toBe(2);
    expect(world.profileOf('anonymous', 'phone')?.counters.page?.count).toBe(1);
  });

  it('asked twice says that it was done, from either side', async () => {
    const world = await joined();
    await world.unmerge(asked);
    const before = new Map(world.profiles.states);
    expect(await world.unmerge(asked)).toEqual({ kind: 'already_apart' });
    expect(await world.unmerge({ a: 'phone', b: 'ada' })).toEqual({ kind: 'already_apart' });
    expect(new Map(world.profiles.states)).toEqual(before);
  });

  it('takes the two identifiers from the event that linked them', async () => {
    const world = await joined();
    expect(await world.unmerge({ a: 'ada', link: 'web:m-3' })).toMatchObject({
      kind: 'unmerged',
      taken: { profile: ada },
    });
  });

  it('can be only looked at', async () => {
    const world = await joined();
    const before = new Map(world.profiles.states);
    expect(await world.unmerge({ ...asked, dryRun: true })).toMatchObject({
      kind: 'would_unmerge',
      kept: { events: 1 },
    });
    expect(new Map(world.profiles.states)).toEqual(before);
  });

  it('leaves what is in the lake and not folded yet to those who fold it', async () => {
    const world = await joined();
    const late = aSaying(8, user);
    await world.archived([late]);
    await world.unmerge(asked);
    expect(world.profileOf('user', 'ada')?.counters.page?.count).toBe(1);
    await world.take([late], 6_000);
    expect(world.profileOf('user', 'ada')?.counters.page?.count).toBe(2);
  });

  it('waits for what was folded and is not in the lake yet', async () => {
    const world = await joined();
    const late = aSaying(8, user);
    await world.take([late], 6_000);
    const sleep = async () => void (world.clock.slept.length < 3 || (await world.archived([late])));
    const clock = {
      now: world.clock.now,
      sleep: async (ms: number) => {
        await world.clock.sleep(ms);
        await sleep();
      },
    };
    expect(await world.unmerge(asked, { clock })).toMatchObject({ kind: 'unmerged', taken: { events: 4 } });
    expect(world.clock.slept.length).toBeGreaterThanOrEqual(3);
  });

  it('writes nothing where it never comes, unless it is told to forget it', async () => {
    const world = await joined();
    await world.take([aSaying(8, user)], 6_000);
    expect(await world.unmerge(asked)).toEqual({ kind: 'lake_behind', missing: 1 });
    expect(await world.unmerge({ ...asked, forgetMissing: true })).toMatchObject({ kind: 'unmerged', forgotten: 1 });
  });

  it('begins anew where somebody wrote to the profile meanwhile', async () => {
    const world = await joined();
    let written = 0;
    const profiles = world.profilesWith(async () => {
      written += 1;
      if (written === 1) await world.happen(aSaying(8, user));
    });
    expect(await world.unmerge(asked, { profiles })).toMatchObject({ kind: 'unmerged', taken: { events: 4 } });
    expect(world.profileOf('user', 'ada')?.counters.page?.count).toBe(2);
  });

  it('gives up where that never ends, and nothing is written', async () => {
    const world = await joined();
    let n = 100;
    const profiles = world.profilesWith(async () => {
      n += 1;
      await world.happen(aSaying(n, user));
    });
    expect(await world.unmerge(asked, { profiles })).toEqual({ kind: 'contended' });
    expect(world.profileOf('user', 'ada')?.id).toBe(phone);
  });

  it('moves every identifier with its person, and those that led there through the other', async () => {
    const world = anUnmergeWorld();
    const say = (n: number, more: object) => world.happen(aSaying(n, more));
    await say(1, { userId: 'ada' });
    await say(2, { userId: 'ben' });
    await say(3, { userId: 'ben', anonymousId: 'bens' });
    await say(4, { userId: 'ada', type: 'alias', previousId: 'ben' });
    await say(5, { userId: 'ada', anonymousId: 'adas' });
    await say(6, { userId: 'ben', anonymousId: 'bens-new' });
    expect(await world.unmerge({ a: 'user:ada', b: 'user:ben' })).toMatchObject({
      kept: { profile: ada, identifiers: 2 },
      taken: { profile: anIdentity('ben'), identifiers: 3 },
    });
    for (const id of ['bens', 'bens-new']) expect(world.profileOf('anonymous', id)?.id).toBe(anIdentity('ben'));
    expect(world.profileOf('anonymous', 'adas')?.id).toBe(ada);
  });
});

describe('an unmerge that cannot be', () => {
  it.each([
    ['of somebody unknown', { a: 'user:eve', b: 'user:ada' }, { kind: 'unknown', which: 'a' }],
    ['from somebody unknown', { a: 'user:ada', b: 'user:eve' }, { kind: 'unknown', which: 'b' }],
    ['by an event that linked nothing', { a: 'user:ada', link: 'web:m-4' }, { kind: 'unknown', which: 'link' }],
    ['of one from itself', { a: 'user:ada', b: 'ada' }, { kind: 'not_linked' }],
    ['of two who were never joined', { a: 'user:ada', b: 'user:ben' }, { kind: 'not_linked' }],
  ])('%s says so', async (_, request, answer) => {
    const world = await joined();
    await world.happen(aSaying(20, { userId: 'ben' }));
    expect(await world.unmerge(request)).toEqual(answer);
  });

  it.each([
    { a: 'ada' },
    { a: 'ada', b: 'ben', link: 'web:m-1' },
    { a: '', b: 'ben' },
    { a: 'ada', b: 'ben', from: 'May' },
  ])('is refused as a request: %j', async (request) => {
    await expect(anUnmergeWorld().unmerge(request)).rejects.toThrow(/b or link|Too small|Invalid/);
  });

  it('stops in time on a large lake', async () => {
    const world = await joined();
    const slow = { ...world.lake, get: (key: string) => world.clock.sleep(100_000).then(() => world.lake.get(key)) };
    for (let n = 30; n < 60; n += 1) await world.archived([aSaying(n, { userId: 'eve' })]);
    expect(await world.unmerge(asked, { lake: slow }, 100_000)).toMatchObject({ kind: 'out_of_time', objects: 31 });
  });
});
