import { describe, expect, it } from 'vitest';
import { addressHash, type ProfileId } from '../../../lambdas/core/identity/identity.ts';
import book from '../../../lambdas/generated/campaigns.js';
import validators from '../../../lambdas/generated/validators.js';
import { cloudClock } from '../../../tools/cloud/clock.ts';
import { createEmbeddedCloud } from '../../../tools/cloud/embedded-cloud.ts';
import { seededRandom } from '../../../tools/cloud/seeded-random.ts';
import { describeExplanations } from '../../../tools/explain/describe-explanations.ts';
import { explainPerson } from '../../../tools/explain/explain-person.ts';
import { anIdentity, aProfile, aProfileState } from '../../builders/profile.ts';
import { aSend } from '../../builders/send.ts';

const START = Date.UTC(2026, 5, 1, 9);
let ids = 0;
const aRecord = (message: Record<string, unknown>) => {
  ids += 1;
  const whole = { messageId: `m-${ids}`, userId: 'ada', ...message };
  return { partitionKey: 'ada', data: Buffer.from(JSON.stringify(whole)) };
};
const product = { product_id: 'MR-001', name: 'Tideline Mug', price: 14.5, quantity: 1 };

/** Ada agrees, fills a cart and orders it before the reminder is due. */
const aDay = async () => {
  const cloud = await createEmbeddedCloud({
    clock: cloudClock(START),
    random: seededRandom(1),
    book: { ...book, campaigns: book.campaigns.map((campaign) => ({ ...campaign, holdout: 0 })) },
    validators,
  });
  cloud.putRecords([
    aRecord({ type: 'identify', traits: { email: 'ada@example.com', firstName: 'Ada' } }),
    aRecord({ type: 'track', event: 'Subscribed', properties: { topic: 'promotions' } }),
    aRecord({ type: 'track', event: 'Product Added', properties: product }),
  ]);
  await cloud.advanceTo(START + 1_800_000);
  cloud.putRecords([
    aRecord({
      type: 'track',
      event: 'Order Completed',
      properties: { order_id: 'O-1', total: 14.5, products: [product] },
    }),
  ]);
  await cloud.drain();
  const { profiles, ledger, consents, holds } = cloud.stores;
  return { profiles, ledger, consents, holds, book: cloud.book, clock: cloud.clock };
};

describe('why somebody did, or did not, get a mail', () => {
  it('is told from one skip to its event, its rule and its code', async () => {
    const answer = await explainPerson(await aDay(), 'ada@example.com', 'cart-abandoned');
    if (answer.kind !== 'explained') throw new Error(answer.kind);
    const [decision] = answer.campaigns[0]?.decisions.filter(({ step }) => step === 'reminder') ?? [];
    expect(decision).toMatchObject({
      state: 'skipped',
      reason: 'exited',
      trigger: { event: 'Product Added', messageId: expect.stringMatching(/^m-\d+$/) },
      rule: { written: 'campaigns/cart-abandoned/campaign.yaml: exit', code: 'lambdas/core/segment/holds.ts' },
    });
    const text = describeExplanations(answer);
    expect(text).toContain('Asked “Order Completed since entry”: found times 1');
    expect(text).not.toContain('ada@example.com');
  });

  it('is told of every campaign, by any name of the person, and of mails that went out with what allowed them', async () => {
    const ports = await aDay();
    const [byUser, byAddress] = [await explainPerson(ports, 'ada'), await explainPerson(ports, 'ada@example.com')];
    expect(byUser).toEqual(byAddress);
    if (byUser.kind !== 'explained') throw new Error(byUser.kind);
    expect(byUser.campaigns.map(({ campaign }) => campaign)).toEqual(ports.book.campaigns.map(({ name }) => name));
    const text = describeExplanations(byUser);
    expect(text).toMatch(/Sent, and delivered .* as “Welcome to .*They had agreed to promotions at /);
  });

  it('is told of mail that waits, with the hold that keeps it back', async () => {
    const ports = await aDay();
    const found = await explainPerson(ports, 'ada');
    if (found.kind !== 'explained') throw new Error(found.kind);
    const [profileId, dueAt] = [found.profileId as ProfileId, START + 3_600_000];
    await ports.ledger.plan([aSend({ campaign: 'price-drop', profileId, dueAt, wakeAt: dueAt })]);
    const hold = { name: 'campaign:price-drop', at: START, by: 'ben', reason: 'the wrong prices' } as const;
    await ports.holds.put(hold);
    const answer = await explainPerson(ports, 'ada', 'price-drop');
    if (answer.kind !== 'explained') throw new Error(answer.kind);
    expect(describeExplanations(answer)).toContain(
      'But the campaign was paused by ben at 2026-06-01 10:00 Europe/London: the wrong prices.',
    );
  });

  it('is told of everybody at an address that several share, and of one of them by their own name', async () => {
    const ports = await aDay();
    const twin = aProfile({ id: anIdentity('twin'), email: 'ada@example.com' });
    const address = { kind: 'address', address: addressHash('ada@example.com'), profileId: twin.id } as const;
    const state = aProfileState(twin);
    await ports.profiles.commit([{ kind: 'state', id: twin.id, expected: 0, state }, address]);
    await ports.ledger.plan([aSend({ campaign: 'first-look', profileId: twin.id })]);
    const answer = await explainPerson(ports, 'ada@example.com', 'first-look');
    if (answer.kind !== 'explained') throw new Error(answer.kind);
    const people = [answer, ...answer.others];
    expect(people.map(({ campaigns }) => campaigns[0]?.decisions.length).sort()).toEqual([0, 1]);
    const text = describeExplanations(answer);
    for (const { profileId } of people) expect(text).toContain(`Profile ${profileId}\n`);
    expect(text).toContain('2 profiles have this address.');
    expect(await explainPerson(ports, 'twin', 'first-look')).toMatchObject({ profileId: twin.id, others: [] });
  });

  it('is not known of strangers, nor of campaigns that do not exist', async () => {
    const ports = await aDay();
    expect(await explainPerson(ports, 'nobody')).toEqual({ kind: 'unknown_person' });
    expect(await explainPerson(ports, 'ada', 'nothing')).toMatchObject({ kind: 'unknown_campaign' });
  });
});
