import { describe, expect, it } from 'vitest';
import { hasConsent } from '../../../lambdas/core/consent/apply-consent.ts';
import type { Consent } from '../../../lambdas/core/consent/consent.ts';
import { addressHash } from '../../../lambdas/core/identity/identity.ts';
import type { Profile } from '../../../lambdas/core/profile/profile.ts';
import type { Send, SendId } from '../../../lambdas/core/send/send.ts';
import { aBook, aCampaign, aReceipt, aStep, aWelcome, DAY_MS } from '../../builders/campaign.ts';
import { aBrand } from '../../builders/mail-content.ts';
import { aCart, anApplied, anIdentity, aProfile } from '../../builders/profile.ts';
import { aConsent } from '../../builders/send.ts';
import { aFeedback, aSendingWorld } from '../../builders/sending-world.ts';

const MINUTE_MS = 60_000;
const CAP = 2;
const HISTORIES = 400;
const STEPS = 60;
const PEOPLE = ['ada', 'bob'];

/** Park and Miller's generator: the same seed is the same history. */
const chance = (seed: number) => {
  let state = seed;
  const below = (limit: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
  return {
    below,
    oneIn: (n: number) => below(n) === 0,
    of: <T>(items: readonly T[]): T => items[below(items.length)] as T,
  };
};

const book = aBook(
  [
    aCampaign({
      steps: [
        aStep({ id: 'one', waitMs: 10 * MINUTE_MS }),
        aStep({ id: 'two', waitMs: 30 * MINUTE_MS }),
        aStep({ id: 'three', waitMs: 60 * MINUTE_MS }),
      ],
      maxAgeMs: 5 * 60 * MINUTE_MS,
    }),
    aWelcome(),
    aReceipt(),
  ],
  aBrand({ quietHours: undefined, caps: { perDay: CAP } }),
);

/**
 * One random history: people shop, order, come and go; messages are lost, doubled and late; SES answers anything; each
 * call of a port may fail before or after it happened, and a handler may die at any of them.
 */
const live = async (seed: number) => {
  const random = chance(seed);
  const world = aSendingWorld({ book });
  const problems: string[] = [];
  const people = new Map<string, { profile: Profile; consent: Consent; carts: number; orders: number }>();
  /** What SES knows: mails it took, by send. */
  const taken = new Map<SendId, number>();
  const heard = new Set<SendId>();
  const news: { readonly sendId: SendId; readonly body: string }[] = [];
  let isBroken = true;
  let messageId = 0;

  for (const name of PEOPLE) {
    const email = `${name}@example.com`;
    const profile = aProfile({ id: anIdentity(name), email });
    people.set(name, { profile, consent: aConsent({ of: email }), carts: 0, orders: 0 });
    await world.putProfile(profile);
    world.putConsent(aConsent({ of: email }));
  }

  const crash: { die: () => void } = { die: () => {} };
  /** Runs a handler until it ends, throws or dies. */
  const run = (act: () => Promise<unknown>) => {
    const death = new Promise<void>((resolve) => {
      crash.die = resolve;
    });
    return Promise.race([act().catch(() => {}), death]);
  };

  world.hooks.onCall = async () => {
    if (!isBroken || !random.oneIn(12)) return;
    if (random.oneIn(2)) throw new Error('fault');
    crash.die();
    await new Promise(() => {}); // dead: nothing after this happens
  };
  world.hooks.beforeWrite = async () => {
    if (isBroken && random.oneIn(10)) await change();
  };
  world.hooks.onWritten = (row) => {
    if (row.state === 'claimed') checkClaim(row);
  };
  const checkClaim = (row: Send) => {
    const consent = row.addressHash && world.consents.consents.get(row.addressHash);
    if (consent?.suppression) problems.push('claimed for a suppressed address');
    if (!row.transactional && !hasConsent(consent || undefined, 'promotions')) problems.push('claimed without consent');
    if ((consent?.epoch ?? 0) !== row.epoch) problems.push('claimed for an erased person');
  };

  world.ses.answer = ({ sendId }) => {
    const take = () => {
      taken.set(sendId, (taken.get(sendId) ?? 0) + 1);
      for (const event of ['Send', 'Delivery'])
        if (!random.oneIn(4)) news.push({ sendId, body: aFeedback(event, sendId) });
    };
    switch (isBroken ? random.below(8) : 0) {
      case 1:
        return { kind: 'throttled' };
      case 2:
        return random.oneIn(6) ? { kind: 'paused' } : { kind: 'throttled' };
      case 3:
        return { kind: 'rejected' };
      case 4:
        return { kind: 'uncertain' };
      case 5:
        take();
        return { kind: 'uncertain' };
      case 6:
        take();
        crash.die();
        return new Promise(() => {});
      default:
        take();
        return { kind: 'accepted', messageId: 'ses-1' };
    }
  };

  /** Somebody does something that sending depends on. */
  const change = async () => {
    const name = random.of(PEOPLE);
    const person = people.get(name);
    if (person === undefined) return;
    const now = world.clock.now();
    messageId += 1;
    const about = { messageId: `m-${messageId}`, at: now };
    const put = async (profile: Profile, ...applied: ReturnType<typeof anApplied>[]) => {
      person.profile = { ...profile, lastSeenAt: now };
      const event = await world.putProfile(person.profile, applied);
      events.push(() => world.decide(event));
    };
    const agree = (given: Partial<Consent>) => {
      const hash = addressHash(`${name}@example.com`);
      const before = world.consents.consents.get(hash) ?? person.consent;
      world.putConsent({ ...before, ...given, version: before.version + 1 });
    };
    switch (random.below(10)) {
      case 0:
      case 1:
      case 2: {
        if (person.profile.cart.key === undefined) person.carts += 1;
        const key = `${name}-${person.carts}`;
        await put(
          { ...person.profile, cart: aCart([{}], { key, at: now }) },
          anApplied('Product Added', { ...about, cartKey: key }),
        );
        return;
      }
      case 3:
      case 4: {
        person.orders += 1;
        const counters = { 'Order Completed': { count: 1, firstAt: now, lastAt: now } };
        await put(
          { ...person.profile, counters, cart: { operations: [], emptiedAt: now } },
          anApplied('Order Completed', { ...about, properties: { order_id: `${name}-${person.orders}` } }),
        );
        return;
      }
      case 5:
        await put(person.profile, anApplied('Subscribed', { ...about, properties: { topic: 'promotions' } }));
        agree({ topics: { promotions: { subscribed: true, at: now, by: about.messageId } }, suppression: undefined });
        return;
      case 6:
        agree({ topics: { promotions: { subscribed: false, at: now, by: about.messageId } } });
        return;
      case 7:
        if (random.oneIn(3)) agree({ suppression: { reason: 'bounced', at: now } });
        return;
      case 8:
        await put({ ...person.profile, cart: { operations: [], emptiedAt: 0 } });
        return;
      default:
        if (random.oneIn(4)) agree({ epoch: messageId });
    }
  };

  /** Stream records, until they are processed without a failure. */
  const events: (() => Promise<{ batchItemFailures: unknown[] }>)[] = [];
  const decideNext = async () => {
    const next = events[0];
    if (next === undefined) return;
    let isDone = false;
    await run(async () => {
      isDone = (await next()).batchItemFailures.length === 0;
    });
    if (isDone && !(isBroken && random.oneIn(5))) events.shift();
  };
  const deliver = async () => {
    const index = random.below(Math.max(1, world.queued.length));
    const message = world.queued[index];
    if (message === undefined) return;
    if (!(isBroken && random.oneIn(5))) world.queued.splice(index, 1);
    await run(() => world.sendBodies(message.body, ...(random.oneIn(6) ? [message.body] : [])));
  };
  const tell = async () => {
    const index = random.below(Math.max(1, news.length));
    const one = news[index];
    if (one === undefined) return;
    let isHeard = false;
    await run(async () => {
      isHeard = (await world.feedback(one.body)).batchItemFailures.length === 0;
    });
    if (!isHeard) return;
    heard.add(one.sendId);
    if (!random.oneIn(5)) news.splice(news.indexOf(one), 1);
  };

  for (let step = 0; step < STEPS; step += 1) {
    world.at(world.clock.now() + random.below(4) * random.below(4) * MINUTE_MS);
    await random.of([change, change, decideNext, deliver, deliver, deliver, tell, () => run(() => world.sweep({}))])();
  }
  // Everything heals, and nobody does anything any more: what is under way must come to an end.
  isBroken = false;
  while (events.length > 0) await decideNext();
  while (news.length > 0) await tell();
  await world.runUntil(world.clock.now() + DAY_MS / 2);
  while (news.length > 0) await tell();

  const perDay = new Map<string, number>();
  for (const row of world.rows.rows.values()) {
    const count = taken.get(row.sendId) ?? 0;
    const what = `${row.campaign}/${row.step} ${row.state}/${row.reason} after ${row.history.map(({ state }) => state)}`;
    if (count > (row.transactional ? 2 : 1)) problems.push(`sent ${count} times: ${what}`);
    if (row.wakeAt !== undefined) problems.push(`never ends: ${what}`);
    if (row.state === 'planned' || row.state === 'claimed') problems.push(`forgotten: ${what}`);
    if (heard.has(row.sendId) && !['sent', 'delivered'].includes(row.state)) problems.push(`heard of, yet ${what}`);
    if (count > 0 && !['sent', 'delivered', 'parked'].includes(row.state)) problems.push(`was sent, yet ${what}`);
    if (count === 0 && ['sent', 'delivered'].includes(row.state)) problems.push(`was not sent, yet ${what}`);
    if (count === 0 || row.transactional || row.capDay === undefined) continue;
    const day = `${row.address} ${row.capDay}`;
    perDay.set(day, (perDay.get(day) ?? 0) + count);
  }
  for (const [day, count] of perDay) if (count > CAP) problems.push(`${count} mails in a day: ${day}`);
  return {
    problems,
    states: [...world.rows.rows.values()].map(({ state, reason }) => `${state} ${reason ?? ''}`.trim()),
  };
};

describe('the send protocol, in random histories with faults', () => {
  const reached = new Set<string>();

  it(`keeps its promises in ${HISTORIES} of them`, async () => {
    for (let seed = 1; seed <= HISTORIES; seed += 1) {
      const { problems, states } = await live(seed);
      expect(problems, `seed ${seed}`).toEqual([]);
      for (const state of states) reached.add(state);
    }
  });

  it('meets the rare ends too', () => {
    const rare = [
      'parked uncertain',
      'skipped daily_cap',
      'skipped erased',
      'suppressed address_bounced',
      'failed rejected',
    ];
    const common = ['delivered', 'sent', 'skipped exited', 'skipped no_consent', 'superseded other_cart'];
    expect([...reached]).toEqual(expect.arrayContaining([...rare, ...common]));
  });
});
