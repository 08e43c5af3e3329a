import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { describeMistake } from '../../../tools/build/campaigns/mistake.ts';
import { buildCampaigns } from '../../../tools/build/campaigns.ts';

const HOUR_MS = 3_600_000;
const CART = 'campaigns/cart-abandoned/campaign.yaml';
const REMINDER = 'campaigns/cart-abandoned/reminder.mjml';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kairos-campaigns-'));
  await cp(join(projectRoot, 'campaigns'), join(root, 'campaigns'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

/** Replaces `from`, which must be there, by `to`. */
const edit = async (file: string, from: string, to: string): Promise<void> => {
  const text = await readFile(join(root, file), 'utf8');
  expect(text).toContain(from);
  await writeFile(join(root, file), text.replace(from, to));
};

const lineOf = async (file: string, text: string): Promise<number> => {
  const lines = (await readFile(join(root, file), 'utf8')).split('\n');
  return lines.findIndex((line) => line.includes(text)) + 1;
};

const mistakes = async (): Promise<readonly string[]> => {
  const built = await buildCampaigns(root);
  return built.kind === 'mistakes' ? built.mistakes.map(describeMistake) : [];
};

const built = async () => {
  const outcome = await buildCampaigns(root);
  if (outcome.kind === 'mistakes') throw new Error(outcome.mistakes.map(describeMistake).join('\n'));
  return outcome.book;
};

describe('the campaigns of a shop', () => {
  it('become one book, durations in ms and shares as fractions', async () => {
    const { brand, campaigns } = await built();
    expect(campaigns.map(({ name }) => name)).toEqual(['cart-abandoned', 'order-confirmation', 'welcome']);
    expect(brand.quietHours?.exceptActiveWithinMs).toBe(2 * HOUR_MS);
    expect(campaigns[0]).toMatchObject({
      status: 'live',
      kind: { transactional: false, topic: 'promotions' },
      trigger: { event: 'Product Added' },
      entry: { oncePer: 'cart' },
      exit: {
        any: [
          { did: 'Order Completed', since: 'entry' },
          { cart: 'count', equals: 0 },
        ],
      },
      holdout: 0.05,
      maxAgeMs: 72 * HOUR_MS,
      steps: [{ id: 'reminder', waitMs: HOUR_MS }],
    });
    expect(campaigns[1]).toMatchObject({ kind: { transactional: true }, holdout: 0, steps: [{ waitMs: 0 }] });
  });

  it('say what other currencies are worth, exactly', async () => {
    await edit(
      'campaigns/brand.yaml',
      'currency: GBP',
      'currency: GBP\nrates: { EUR: "0.85", JPY: "0.00512", KWD: "2" }',
    );
    expect((await built()).brand.rates).toEqual({ EUR: 85_000_000, JPY: 512_000, KWD: 200_000_000 });
  });

  it.each([
    ['0.85', 'campaigns/brand.yaml:@: rates.EUR'],
    ['"a lot"', 'campaigns/brand.yaml:@: rates.EUR "a lot" is not a rate.'],
  ])('refuse the rate %s', async (rate, mistake) => {
    await edit('campaigns/brand.yaml', 'currency: GBP', `currency: GBP\nrates: { EUR: ${rate} }`);
    const at = await lineOf('campaigns/brand.yaml', 'rates:');
    expect((await mistakes())[0]).toContain(mistake.replace('@', String(at)));
  });

  it('write amounts of a cart in the currency and compare them as exact money', async () => {
    await edit(
      CART,
      'exit:',
      'audience: {all: [{cart: total, atLeast: 20.5}, {not: {trait: staff, exists: true}}]}\nexit:',
    );
    expect((await built()).campaigns[0]?.audience).toEqual({
      all: [{ cart: 'total', atLeast: 205_000 }, { not: { trait: 'staff', exists: true } }],
    });
  });

  it('keep their Liquid through MJML, in HTML and in plain text', async () => {
    const template = (await built()).campaigns[0]?.steps[0]?.email.template;
    expect(template?.html).toContain('{% for item in cart.items %}');
    expect(template?.html).not.toContain('<mj-');
    expect(template?.text).toContain('{{ item.name }} ({{ item.url | default: links.shop | safe_url }})');
    expect(template?.text).not.toMatch(/<\w/);
  });

  it('get another version when their text or the shared layout changes, and only then', async () => {
    const version = async () => (await built()).campaigns[0]?.version;
    const first = await version();
    expect(await version()).toBe(first);
    await edit(REMINDER, 'Still yours', 'Still here');
    const second = await version();
    expect(second).not.toBe(first);
    await edit('campaigns/layout/footer.mjml', 'Unsubscribe', 'Stop these mails');
    expect(await version()).not.toBe(second);
  });
});

describe('a mistake in a campaign is told with file, line, reason and remedy:', () => {
  it.each([
    [
      'a duration in words',
      CART,
      'wait: 1h',
      'wait: 1 hour',
      `${CART}:16: steps[0].wait "1 hour" is not a duration. Write it as 1h, 30m or 3d.`,
    ],
    [
      'a share without %',
      CART,
      'holdout: 5%',
      'holdout: "0.05"',
      `${CART}:12: holdout "0.05" is not a share. Write it as 5%.`,
    ],
    [
      'a key that nobody knows',
      CART,
      'oncePer: cart',
      'oncePer: cart, onceEach: day',
      `${CART}:6: "onceEach" is not known in entry. Known here: oncePer, againAfter.`,
    ],
    [
      'an entry of another kind',
      CART,
      'oncePer: cart',
      'oncePer: week',
      `${CART}:6: entry.oncePer "week" is not known. Write one of cart, order, event, address, day.`,
    ],
    ['a missing key', CART, 'maxAge: 3d\n', '', `${CART}:1: "maxAge" is missing. Add maxAge:.`],
    [
      'an empty condition',
      CART,
      '{ cart: count, equals: 0 }',
      '{ equals: 0 }',
      `${CART}:10: exit.any[1] is not a condition. Give it exactly one of all, any, not, did, trait and cart.`,
    ],
    [
      'a topic that brand.yaml lacks',
      CART,
      'topic: promotions',
      'topic: offers',
      `${CART}:4: topic "offers" is not in brand.yaml. Add it there, or write one of promotions.`,
    ],
    [
      'a template that is not there',
      CART,
      'template: reminder.mjml',
      'template: remnder.mjml',
      `${CART}:20: steps[0].email.template "remnder.mjml" is not there. Put it beside this file, or correct the name.`,
    ],
    [
      'a name that no mail knows',
      CART,
      'cart.items[0].name',
      'basket.items[0].name',
      `${CART}:18: no mail knows "basket". Use customer, event, cart, recommendations, brand, links, mail, or assign it first.`,
    ],
    [
      'a condition that compares with nothing',
      CART,
      '{ cart: count, equals: 0 }',
      '{ not: { cart: count } }',
      `${CART}:10: exit.any[1].not compares the cart's count with nothing. Add atLeast, atMost or equals with a number.`,
    ],
    [
      'an attribute without quotation marks',
      REMINDER,
      '<td class="what">',
      '<td class="what" title={{ item.name }}>',
      `${REMINDER}:@: an attribute’s value is not quoted. Write it as name="{{ … }}".`,
    ],
    [
      'a link that is not checked behind a condition',
      REMINDER,
      'href="{{ links.shop | append: \'/cart\' | safe_url }}"',
      'href="{% if customer.link %}{{ customer.link }}{% endif %}"',
      `${REMINDER}:@: a link’s address is not checked`,
    ],
    ['broken YAML', CART, 'holdout: 5%', 'holdout: "5%', `${CART}:`],
    [
      'an unclosed Liquid tag',
      REMINDER,
      '{% endfor %}',
      '',
      `${REMINDER}:10: tag {% for item in cart.items %} not closed`,
    ],
    [
      'an unknown filter',
      REMINDER,
      'cart.total | money',
      'cart.total | currency',
      `${REMINDER}:@: undefined filter: currency`,
    ],
    [
      'a field that products lack',
      REMINDER,
      '{{ item.name }}',
      '{{ item.title }}',
      `${REMINDER}:@: a product has no "title". It has id, name, quantity, price, url, imageUrl.`,
    ],
    [
      'a link that is not checked',
      REMINDER,
      "append: '/cart' | safe_url",
      "append: '/cart'",
      `${REMINDER}:@: a link’s address is not checked. End it with | safe_url`,
    ],
    ['unescaped text', REMINDER, '{{ item.name }}', '{{ item.name | raw }}', `${REMINDER}:@: the filter "raw"`],
    [
      'an MJML attribute that does not exist',
      REMINDER,
      '<mj-button ',
      '<mj-button colour="red" ',
      `${REMINDER}:@: <mj-button>: `,
    ],
    [
      'an unclosed MJML tag',
      REMINDER,
      '</mj-table>',
      '',
      `${REMINDER}:9: <mj-table> is not closed. Add </mj-table> before line 20.`,
    ],
    [
      'a shared part that is not there',
      REMINDER,
      '../layout/header.mjml',
      '../layout/top.mjml',
      `${REMINDER}:@: the included file`,
    ],
    [
      'a mistake in a shared part',
      'campaigns/layout/footer.mjml',
      'brand.postalAddress',
      'brand.address',
      'campaigns/layout/footer.mjml:4: "brand" has no "address".',
    ],
    [
      'a colour without its #',
      'campaigns/brand.yaml',
      '"#2f5d50"',
      'green',
      'campaigns/brand.yaml:@: colours.primary "green" is not a colour. Write it in quotation marks, as "#2f5d50".',
    ],
    [
      'a zone that the world lacks',
      'campaigns/brand.yaml',
      'Europe/London',
      'Europe/Atlantis',
      'campaigns/brand.yaml:@: zone "Europe/Atlantis" is not known.',
    ],
  ])('%s', async (_, file, from, to, expected) => {
    await edit(file, from, to);
    const found = await mistakes();
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected.replace(':@:', `:${await lineOf(file, to)}:`));
  });

  it('a step id used twice', async () => {
    await edit(
      CART,
      'steps:\n',
      'steps:\n  - {id: reminder, email: {subject: Hello, preheader: Hello, template: reminder.mjml}}\n',
    );
    expect(await mistakes()).toEqual([
      `${CART}:16: steps[1].id "reminder" is used twice. Give each step an id of its own.`,
    ]);
  });

  it('a campaign both marketing and transactional, or neither', async () => {
    await edit(CART, 'topic: promotions', 'topic: promotions\ntransactional: true');
    await edit('campaigns/welcome/campaign.yaml', 'topic: promotions\n', '');
    const found = await mistakes();
    expect(found).toHaveLength(2);
    for (const mistake of found)
      expect(mistake).toContain('is not exactly one of "topic" (marketing) and "transactional: true"');
  });

  it('and all of a run at once, not only the first', async () => {
    await edit(CART, 'wait: 1h', 'wait: soon');
    await edit(CART, 'status: live', 'status: on');
    await edit('campaigns/welcome/hello.mjml', 'customer.firstName', 'user.firstName');
    await edit('campaigns/order-confirmation/confirmation.mjml', 'event.order_id', 'order.id');
    expect((await mistakes()).map((mistake) => mistake.split(': ')[0])).toEqual([
      `${CART}:3`,
      `${CART}:16`,
      'campaigns/order-confirmation/confirmation.mjml:7',
      'campaigns/welcome/hello.mjml:7',
    ]);
  });
});
