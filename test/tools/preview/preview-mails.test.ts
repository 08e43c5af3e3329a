import { beforeEach, describe, expect, it } from 'vitest';
import { liquidRenderer } from '../../../lambdas/adapters/liquid-renderer.ts';
import { BROADCAST } from '../../../lambdas/core/campaign/broadcast-trigger.ts';
import { toMoney } from '../../../lambdas/core/profile/money.ts';
import type { Profile } from '../../../lambdas/core/profile/profile.ts';
import type { Send } from '../../../lambdas/core/send/send.ts';
import { type PreviewRequest, previewMails } from '../../../tools/preview/preview-mails.ts';
import { DEAD_LINK } from '../../../tools/preview/preview-ports.ts';
import { aBook, aCampaign, aReceipt, aStep, aWelcome, HOUR_MS } from '../../builders/campaign.ts';
import { aCart, aProfile, NOON } from '../../builders/profile.ts';
import { aConsent, aSend } from '../../builders/send.ts';
import { aSendingWorld, type SendingWorld } from '../../builders/sending-world.ts';

const template = {
  html: '<p>{{ cart.items[0].name }}</p><a href="{{ links.unsubscribe }}">Leave</a>',
  text: 'Kept: {{ cart.items[0].name }}. Leave: {{ links.unsubscribe }}',
};
const german = { subject: 'Noch da', preheader: 'Ihr Korb', template: { html: '<p>Hallo</p>', text: 'Hallo' } };
const email = {
  ...{ subject: 'We kept it', preheader: 'All of it', template, slots: { cart: { limit: 3 } } },
  languages: { de: german },
};
const reminder = aCampaign({ steps: [aStep({ email })] });
const shopper = aProfile({ cart: aCart([{}]) });

/** Ada, who agreed and has something in her cart, at the instant at which the reminder is due. */
const aWorld = async (campaign = reminder, profile = shopper): Promise<SendingWorld> => {
  const world = aSendingWorld({ book: aBook([campaign]) });
  await world.putProfile(profile);
  world.putConsent(aConsent({ zone: 'Europe/London' }));
  world.at(NOON + HOUR_MS);
  return world;
};
const portsOf = (world: SendingWorld, campaign = reminder) => {
  const book = aBook([campaign]);
  const { profiles, consents, catalogue, holds, clock, rows: ledger } = world;
  return {
    ...{ book, profiles, consents, catalogue, holds, clock, ledger },
    ...{ renderer: liquidRenderer(book), allowRecipients: ['*'] },
  };
};
const look = async (world: SendingWorld, given: Partial<PreviewRequest> = {}, campaign = reminder) => {
  const answer = await previewMails(portsOf(world, campaign), { campaign: campaign.name, who: 'ada', ...given });
  if (answer.kind !== 'previewed') throw new Error(answer.kind);
  const [mail] = answer.mails;
  if (mail === undefined) throw new Error('no mail');
  return { ...answer, shown: mail };
};

describe('what a campaign would send to somebody', () => {
  let world: SendingWorld;
  beforeEach(async () => {
    world = await aWorld();
    await world.putRow(aSend());
  });

  it('is their own entry’s mail, as it is now', async () => {
    const { shown, trigger } = await look(world);
    expect(trigger).toMatchObject({ kind: 'real', event: 'Product Added' });
    expect(shown).toMatchObject({ outcome: 'goes', mail: { to: 'ada@example.com', preheader: 'All of it' } });
    expect(shown.sentences.at(-1)).toBe('It goes out now.');
  });

  it('has a preference link that leads nowhere, in every part of the mail', async () => {
    const { mail } = (await look(world)).shown;
    expect(mail?.html).toContain(DEAD_LINK);
    expect(mail?.text).toContain(DEAD_LINK);
    expect(mail?.headers[0]?.value).toBe(
      `<${DEAD_LINK}>, <mailto:this-is-a-preview@preview.invalid?subject=unsubscribe>`,
    );
    expect(JSON.stringify(mail)).not.toContain('unsubscribe@marram-rye.example');
  });

  it('is worked out without a write', async () => {
    const before = structuredClone([...world.rows.rows.values()]);
    await look(world, { anyway: true });
    expect([...world.rows.rows.values()]).toEqual(before);
    expect(world.profiles.commits()).toBe(1);
    expect(world.mails).toEqual([]);
    expect(world.queued).toEqual([]);
  });

  it('is shown in another language where that is asked for', async () => {
    expect((await look(world, { locale: 'de-AT' })).shown.mail).toMatchObject({ subject: 'Noch da', text: 'Hallo\n' });
  });

  it('comes at its time where it is not due yet', async () => {
    world.at(NOON);
    const { shown } = await look(world);
    expect(shown.outcome).toBe('goes');
    expect(shown.sentences.at(-1)).toBe(
      'It goes out at 2026-01-13 13:00 Europe/London, if nothing changes until then.',
    );
  });

  it('is held where the campaign is paused', async () => {
    await world.holds.put({ name: 'campaign:cart-abandoned', at: NOON, by: 'ops', reason: 'wrong price' });
    const { shown } = await look(world);
    expect(shown).toMatchObject({ outcome: 'held', mail: { subject: 'We kept it' } });
    expect(shown.sentences.at(-1)).toContain('held by ops');
  });
});

describe('the same mail, sent', () => {
  it('differs from its preview in nothing but the recipient’s own links', async () => {
    const campaign = aReceipt({ steps: [aStep({ id: 'confirmation', waitMs: 0 })] });
    const world = await aWorld(campaign);
    const row = aSend({
      ...{ campaign: 'order-confirmation', step: 'confirmation', entryKey: 'order:1', cartKey: undefined },
      ...{ transactional: true, dueAt: NOON },
    });
    const sendId = await world.putRow(row);
    const { shown } = await look(world, {}, campaign);
    const { preheader: _, ...mail } = shown.mail ?? { preheader: '' };
    await world.send(sendId);
    const [sent] = world.mails;
    // The world's own renderer shows the content; everything around it is the same.
    expect({ ...sent, html: '', text: '' }).toEqual({ ...mail, sendId, html: '', text: '' });
  });
});

describe('why a mail would not be sent', () => {
  const cases: readonly [
    string,
    (world: SendingWorld) => unknown,
    Partial<Awaited<ReturnType<typeof look>>['shown']>,
  ][] = [
    [
      'no consent',
      (world) => world.putConsent(aConsent({ topics: {} })),
      {
        reason: 'no_consent',
        rule: { written: 'campaigns/cart-abandoned/campaign.yaml: topic', code: 'lambdas/core/send/judge.ts' },
      },
    ],
    [
      'an order since',
      (world) =>
        world.putProfile({
          ...shopper,
          counters: { 'Order Completed': { count: 1, firstAt: NOON, lastAt: NOON + 1 } },
        }),
      { reason: 'exited' },
    ],
    ['too late', (world) => world.at(NOON + 100 * HOUR_MS), { reason: 'too_late' }],
    [
      'the day’s mails are used up',
      async (world) => {
        for (const campaign of ['a', 'b', 'c'])
          await world.putRow(aSend({ campaign, state: 'delivered', capDay: '2026-01-13' }));
      },
      { reason: 'daily_cap' },
    ],
  ];
  it.each(cases)('is told: %s', async (_name, given, expected) => {
    const world = await aWorld();
    await world.putRow(aSend());
    await given(world);
    const { shown } = await look(world);
    expect(shown).toMatchObject({ outcome: 'not_sent', ...expected });
    expect(shown.sentences[1]).toMatch(/^It does not go out at /);
    expect(shown.mail).toBeUndefined();
    expect((await look(world, { anyway: true })).shown.mail?.subject).toBe('We kept it');
  });

  it('is that it went out already', async () => {
    const world = await aWorld();
    const sent: Partial<Send> = { state: 'delivered', subject: 'We kept it' };
    await world.putRow(aSend(sent));
    const { shown } = await look(world);
    expect(shown).toMatchObject({ outcome: 'done' });
    expect(shown.sentences[1]).toMatch(/^Sent, and delivered /);
    expect(shown.mail).toBeUndefined();
  });

  it('is that nothing is left to show, and then there is no mail anyway', async () => {
    const world = await aWorld();
    await world.putRow(aSend());
    const soldOut = { id: 'p-1', name: 'Product 1', price: toMoney(10), stock: 0, origin: 'feed' as const };
    await world.catalogue.put({ products: [soldOut] });
    const { shown } = await look(world, { anyway: true });
    expect(shown).toMatchObject({ outcome: 'not_sent', reason: 'nothing_to_show' });
    expect(shown.mail).toBeUndefined();
  });

  it('is that it is a draft', async () => {
    const draft = aCampaign({ status: 'draft', steps: [aStep({ email })] });
    const world = await aWorld(draft);
    const { shown, status } = await look(world, { anyway: true }, draft);
    expect(status).toBe('draft');
    expect(shown).toMatchObject({ outcome: 'not_sent', mail: { subject: 'We kept it' } });
    expect(shown.sentences[1]).toContain('draft');
  });
});

describe('somebody who never entered the campaign', () => {
  it('is shown a sample of what would begin now, about their own things', async () => {
    const welcome = aWelcome({ steps: [aStep({ id: 'hello', waitMs: 0 })] });
    const world = await aWorld(welcome);
    const { shown, trigger } = await look(world, {}, welcome);
    expect(trigger).toEqual({ kind: 'sample', event: 'Subscribed', at: NOON + HOUR_MS });
    expect(shown.outcome).toBe('goes');
  });

  it('is judged as the entry would be: a comparison group gets nothing', async () => {
    const held = aCampaign({ holdout: 1, steps: [aStep({ email })] });
    const { shown } = await look(await aWorld(held), {}, held);
    expect(shown).toMatchObject({ outcome: 'not_sent', reason: 'holdout' });
  });

  it('has no cart to be reminded of', async () => {
    const world = await aWorld(reminder, aProfile());
    expect((await look(world)).shown).toMatchObject({ outcome: 'not_sent', reason: 'exited' });
  });
});

describe('a question with a mistake in it', () => {
  it.each([
    [{ who: 'nobody' }, { kind: 'unknown_person' }],
    [{ campaign: 'nothing' }, { kind: 'unknown_campaign', known: ['cart-abandoned'] }],
    [{ step: 'nothing' }, { kind: 'unknown_step', known: ['reminder'] }],
  ])('%o', async (given, expected) => {
    const world = await aWorld();
    expect(await previewMails(portsOf(world), { campaign: 'cart-abandoned', who: 'ada', ...given })).toEqual(expected);
  });
});

describe('a broadcast that nobody started', () => {
  const sale = aCampaign({
    ...{ name: 'sale', entry: { oncePer: 'address' }, exit: undefined, steps: [aStep({ waitMs: 0, email })] },
    trigger: { event: BROADCAST, where: [{ property: 'segment', equals: 'spenders' }] },
  });
  const predicate = { orders: 'count', atLeast: 1 } as const;
  const book = { ...aBook([sale]), segments: [{ name: 'spenders', version: '1', title: 'Spenders', predicate }] };
  const buyer = { ...shopper, purchases: { ...shopper.purchases, orders: 1 } };
  const lookAt = async (profile: Profile, anyway = false) => {
    const world = await aWorld(sale, profile);
    const ports = { ...portsOf(world, sale), book };
    const answer = await previewMails(ports, { campaign: 'sale', who: 'ada', anyway });
    if (answer.kind !== 'previewed') throw new Error(answer.kind);
    return answer.mails[0] ?? expect.fail('no mail');
  };

  it('goes to who belongs to its segment', async () => {
    expect(await lookAt(buyer)).toMatchObject({ outcome: 'goes', mail: { to: 'ada@example.com' } });
  });

  it('passes over who does not, and says what was asked; shown all the same where asked', async () => {
    const shown = await lookAt(shopper);
    expect(shown).toMatchObject({ outcome: 'not_sent', rule: { written: 'campaigns/segments/spenders.yaml: is' } });
    expect(shown.sentences.join(' ')).toContain(
      'They are not in “spenders” now (campaigns/segments/spenders.yaml), so the broadcast would pass them over.',
    );
    expect(shown.sentences.at(-1)).toContain('found 0, so no.');
    expect(shown.mail).toBeUndefined();
    expect((await lookAt(shopper, true)).mail).toMatchObject({ to: 'ada@example.com' });
  });
});
