import { beforeAll, describe, expect, it } from 'vitest';
import { liquidRenderer } from '../../../lambdas/adapters/liquid-renderer.ts';
import type { CampaignBook } from '../../../lambdas/core/campaign/campaign.ts';
import type { Product } from '../../../lambdas/core/catalogue/product.ts';
import type { Json } from '../../../lambdas/core/event/event.ts';
import { toMoney } from '../../../lambdas/core/profile/money.ts';
import type { Profile } from '../../../lambdas/core/profile/profile.ts';
import { aCart, aProfile, NOON } from '../../builders/profile.ts';
import { aConsent, aSend } from '../../builders/send.ts';
import { aSendingWorld } from '../../builders/sending-world.ts';

let book: CampaignBook;
beforeAll(async () => {
  book = (await import('../../../lambdas/generated/campaigns.js')).default;
});

/** When every one of the mails is due. */
const DUE = NOON + 4 * 3_600_000;
const mug: Product = { id: 'p-1', name: 'Mug', price: toMoney(14.5), stock: 3, origin: 'feed' };

interface Given {
  readonly firstName?: Json;
  readonly profile?: Omit<Partial<Profile>, 'traits' | 'counters'>;
  readonly products?: readonly Product[];
  readonly campaign?: string;
  readonly step?: string;
  readonly event?: string;
  readonly properties?: Readonly<Record<string, Json>>;
  readonly transactional?: boolean;
}

/** A mail of the shop's own campaigns, rendered as it is sent, for somebody of whom something is wrong. */
const sentTo = async ({ firstName, profile = {}, products = [mug], properties = {}, ...row }: Given) => {
  const world = aSendingWorld({
    book: { ...book, brand: { ...book.brand, holdout: 0 } },
    renderer: liquidRenderer(book),
  });
  const person = aProfile({ cart: aCart(), ...profile });
  const traits: Profile['traits'] =
    firstName === undefined ? {} : { firstName: { value: firstName, at: NOON, by: 'web:i' } };
  await world.putProfile({ ...person, traits: { ...person.traits, ...traits } });
  world.putConsent(aConsent({ zone: 'Europe/London' }));
  await world.catalogue.put({ products });
  world.at(DUE);
  const { campaign = 'cart-abandoned', step = 'reminder', event = 'Product Added', transactional = false } = row;
  const about = campaign === 'cart-abandoned' ? {} : { entryKey: `test:${campaign}`, cartKey: undefined };
  const trigger = { ...aSend().trigger, event, properties };
  const id = await world.putRow(aSend({ campaign, step, transactional, trigger, ...about, dueAt: NOON }));
  await world.send(id);
  const { state, reason } = world.row(id);
  return { mail: world.mails[0], outcome: reason ?? state };
};

describe('whatever is wrong with a person, a product or an event, a mail', () => {
  it.each<[string, Given, RegExp, RegExp]>([
    ['greets nobody by a name that is missing', {}, /^We kept your Mug$/, /Still yours</],
    [
      'shows HTML in a name as it is written',
      { firstName: '<b>Ada</b>' },
      /^We kept/,
      /Still yours, &lt;b&gt;Ada&lt;\/b&gt;</,
    ],
    ['keeps a name on one line', { firstName: 'Ada\r\nBcc: x@example.com' }, /^We kept[^\r\n]*$/, /Still yours, Ada/],
    ['cuts a name of 300 KB', { firstName: 'A'.repeat(300_000) }, /^We kept/, /Still yours, A{2000}…</],
    ['leaves out a name that is no text', { firstName: { a: 1 } }, /^We kept/, /Still yours, ?</],
    [
      'takes today’s name and price',
      { products: [{ ...mug, name: 'New Mug', price: toMoney(9) }] },
      /^We kept your New Mug$/,
      /£9\.00/,
    ],
    [
      'about a product that left the feed shows what the event said',
      { products: [] },
      /^We kept your Product 1$/,
      /£10\.00/,
    ],
    [
      'shows no picture from an address that is none',
      { products: [{ ...mug, imageUrl: 'javascript:alert(1)' }] },
      /^We kept/,
      /src="#"/,
    ],
  ])('%s', async (_case, given, subject, html) => {
    const { mail, outcome } = await sentTo(given);
    expect(outcome).toBe('sent');
    expect(mail?.subject).toMatch(subject);
    expect(mail?.html).toMatch(html);
    for (const text of [mail?.subject, mail?.html, mail?.text])
      expect(text).not.toMatch(/undefined|NaN|\[object|javascript:/);
    for (const { value } of mail?.headers ?? []) expect(value).not.toMatch(/[\r\n]/);
    expect(Buffer.byteLength(mail?.html ?? '')).toBeLessThan(100_000);
  });

  const dropped = { event: 'Product Price Dropped', campaign: 'price-drop', step: 'lower-price' };
  const properties = { product_id: 'p-1', price: 14.5, previous_price: 20 };
  it.each<[string, Given]>([
    ['a cart of which everything is sold out', { products: [{ ...mug, stock: 0 }] }],
    ['a fallen price that has risen again', { ...dropped, properties, products: [{ ...mug, price: toMoney(20) }] }],
    ['a fallen price of what is sold out', { ...dropped, properties, products: [{ ...mug, stock: 0 }] }],
    ['a product that nobody knows', { ...dropped, properties, products: [] }],
    ['a fallen price of nothing', { ...dropped, properties: {} }],
    [
      'nothing that was viewed',
      {
        event: 'Segment Entered',
        campaign: 'browse-abandoned',
        step: 'look-again',
        profile: { cart: { operations: [], emptiedAt: 0 } },
      },
    ],
  ])('about %s is not sent', async (_case, given) => {
    expect(await sentTo(given)).toEqual({ mail: undefined, outcome: 'nothing_to_show' });
  });

  it('leads nowhere but into the shop, whatever a forged order says', async () => {
    const { mail } = await sentTo({
      ...{ event: 'Order Completed', campaign: 'order-confirmation', step: 'confirmation', transactional: true },
      firstName: 'Ada, see https://evil.example',
      properties: {
        order_id: 'https://evil.example/1',
        products: [{ product_id: 'p-9', name: 'Mug', price: 1, url: 'https://evil.example/login' }],
      },
    });
    expect(mail?.text).toContain('Mug');
    for (const text of [mail?.subject, mail?.html, mail?.text]) expect(text).not.toContain('evil.example');
  });

  it.each<[string, Given]>([
    ['a cart', { products: [] }],
    ['a product that events alone named', {}],
  ])('leads nowhere but into the shop by %s that was forged', async (_case, given) => {
    const cart = aCart([{ name: 'See https://evil.example', url: 'https://evil.example/cart' }]);
    const learned = { ...mug, name: 'Or http://evil.example', url: 'http://evil.example', origin: 'events' as const };
    const { mail } = await sentTo({ profile: { cart }, products: [learned], ...given });
    expect(mail?.text).toContain('p-1');
    for (const text of [mail?.subject, mail?.html, mail?.text]) expect(text).not.toContain('evil.example');
  });

  it('says what a thing costs now, beside what it did', async () => {
    const { mail } = await sentTo({ ...dropped, properties });
    expect(mail?.subject).toBe('Mug is now £14.50');
    expect(mail?.text).toContain('£14.50 instead of £20.00');
  });

  it('shows what was viewed, without what lies in the cart', async () => {
    const viewed = [
      { productId: 'p-1', at: NOON },
      { productId: 'p-2', at: NOON - 1 },
    ];
    const { mail } = await sentTo({
      ...{ event: 'Segment Entered', campaign: 'browse-abandoned', step: 'look-again' },
      profile: { viewed, cart: { operations: [], emptiedAt: 0 } },
      products: [mug, { ...mug, id: 'p-2', name: 'Lamp' }],
    });
    expect(mail?.subject).toBe('Mug, and what else you liked');
    expect(mail?.text).toContain('Lamp');
  });
});
