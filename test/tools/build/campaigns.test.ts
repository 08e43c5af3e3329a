import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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
  for (const folder of ['campaigns', 'schemas'])
    await cp(join(projectRoot, folder), join(root, folder), { recursive: true });
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

const cart = async () => {
  const found = (await built()).campaigns.find(({ name }) => name === 'cart-abandoned');
  if (found === undefined) throw new Error('no such campaign');
  return found;
};

describe('the campaigns of a shop', () => {
  it('have names that SES takes as a tag', async () => {
    const names = ['2-for-1', 'Frühling Sale', 'Sale', 'spring_sale'];
    for (const name of names)
      await cp(join(root, 'campaigns/welcome'), join(root, 'campaigns', name), { recursive: true });
    expect(await mistakes()).toEqual(
      names.map(
        (name) =>
          `campaigns/${name}/campaign.yaml:1: "${name}" is no name of a campaign. Use lower-case letters, digits and hyphens.`,
      ),
    );
  });

  it('become one book, durations in ms and shares as fractions', async () => {
    const { brand, campaigns } = await built();
    expect(campaigns.map(({ name }) => name)).toEqual([
      'browse-abandoned',
      'cart-abandoned',
      'first-look',
      'order-confirmation',
      'price-drop',
      'welcome',
      'win-back',
    ]);
    expect(brand.quietHours?.exceptActiveWithinMs).toBe(2 * HOUR_MS);
    expect(campaigns[1]).toMatchObject({
      status: 'live',
      kind: { transactional: false, topic: 'promotions' },
      priority: 'high',
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
      steps: [
        { id: 'reminder', waitMs: HOUR_MS },
        { id: 'last-call', waitMs: 24 * HOUR_MS, until: '09:00', onlyIf: { cart: 'total', atLeast: 500_000 } },
      ],
    });
    expect(campaigns[3]).toMatchObject({ kind: { transactional: true }, holdout: 0, steps: [{ waitMs: 0 }] });
  });

  it('begin with an event whose properties pass, or with a segment that is entered or left', async () => {
    const trigger = async (written: string) => {
      await edit(CART, 'trigger: { event: Product Added }', `trigger: ${written}`);
      const found = (await cart()).trigger;
      await edit(CART, `trigger: ${written}`, 'trigger: { event: Product Added }');
      return found;
    };
    await mkdir(join(root, 'campaigns/segments'), { recursive: true });
    await writeFile(join(root, 'campaigns/segments/asleep.yaml'), 'title: Asleep\nis: { did: Order Completed }\n');
    expect(await trigger('{ event: Product Added, where: { price: { atLeast: 5 }, sku: { exists: false } } }')).toEqual(
      {
        event: 'Product Added',
        where: [
          { property: 'price', atLeast: 5 },
          { property: 'sku', exists: false },
        ],
      },
    );
    const where = [{ property: 'segment', equals: 'asleep' }];
    expect(await trigger('{ enters: asleep }')).toEqual({ event: 'Segment Entered', where });
    expect(await trigger('{ leaves: asleep }')).toEqual({ event: 'Segment Left', where });
  });

  it('wait for a duration, until a time of day, or for one and then the other', async () => {
    const wait = async (written: string) => {
      await edit(CART, 'wait: 1h', `wait: ${written}`);
      const step = (await cart()).steps[0];
      await edit(CART, `wait: ${written}`, 'wait: 1h');
      return [step?.waitMs, step?.until];
    };
    expect(await wait('30m')).toEqual([HOUR_MS / 2, undefined]);
    expect(await wait('{ for: 2h }')).toEqual([2 * HOUR_MS, undefined]);
    expect(await wait('{ until: "09:30" }')).toEqual([0, '09:30']);
    expect(await wait('{ for: 1d, until: 10:00 }')).toEqual([24 * HOUR_MS, '10:00']);
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
    expect((await cart()).audience).toEqual({
      all: [{ cart: 'total', atLeast: 205_000 }, { not: { trait: 'staff', exists: true } }],
    });
  });

  it('keep their Liquid through MJML, in HTML and in plain text', async () => {
    const template = (await cart()).steps[0]?.email.template;
    expect(template?.html).toContain('{% for item in cart.items %}');
    expect(template?.html).not.toContain('<mj-');
    expect(template?.text).toContain('{{ item.name }} ({{ item.url | default: links.shop | safe_url }})');
    expect(template?.text).not.toMatch(/<\w/);
  });

  it('get another version when their text or the shared layout changes, and only then', async () => {
    const version = async () => (await cart()).version;
    const first = await version();
    expect(await version()).toBe(first);
    await edit(REMINDER, 'Still yours', 'Still here');
    const second = await version();
    expect(second).not.toBe(first);
    await edit('campaigns/layout/footer.mjml', 'Unsubscribe', 'Stop these mails');
    expect(await version()).not.toBe(second);
  });
});

describe('a mail in another language', () => {
  const SUBJECT = `subject: 'We kept your {{ cart.items[0].name | default: "basket" }}'`;
  const inGerman = `subject: { default: 'We kept it', de: 'Wir haben es aufgehoben' }`;
  const germanReminder = async () =>
    writeFile(
      join(root, 'campaigns/cart-abandoned/reminder.de.mjml'),
      (await readFile(join(root, REMINDER), 'utf8')).replace('Still yours', 'Noch immer deins'),
    );
  const preheader = async () => {
    const text = await readFile(join(root, CART), 'utf8');
    await writeFile(
      join(root, CART),
      text.replace(/preheader: "{% if cart.count == 1.*/, 'preheader: { default: Here, de: Da }'),
    );
  };

  it('is the template beside the default one, with lines of its own', async () => {
    await germanReminder();
    await edit(CART, SUBJECT, inGerman);
    await preheader();
    const email = (await cart()).steps[0]?.email;
    expect(email).toMatchObject({ subject: 'We kept it', languages: { de: { subject: 'Wir haben es aufgehoben' } } });
    expect(email?.languages?.de?.template.html).toContain('Noch immer deins');
    expect(email?.languages?.de?.template.html).toContain('lang="de"');
  });

  it('takes the shared parts that are written in it', async () => {
    await germanReminder();
    await edit(CART, SUBJECT, inGerman);
    await preheader();
    const email = (await cart()).steps[0]?.email;
    expect(email?.languages?.de?.template.html).toContain('Abmelden');
    expect(email?.languages?.de?.template.html).not.toContain('Unsubscribe');
    expect(email?.template.html).not.toContain('Abmelden');
    await rm(join(root, 'campaigns/layout/footer.de.mjml'));
    expect((await cart()).steps[0]?.email.languages?.de?.template.html).toContain('Unsubscribe');
  });

  it('lacks nothing: what is there in one language must be there whole', async () => {
    await edit(CART, SUBJECT, inGerman);
    expect(await mistakes()).toEqual([
      `${CART}:21: steps[0].email.template has no de, but a line of the mail has. Write reminder.de.mjml.`,
      `${CART}:20: steps[0].email.preheader has no de, but another part of the mail has. Add de: to it.`,
    ]);
  });

  it('is checked as the default is', async () => {
    await germanReminder();
    await edit(CART, SUBJECT, "subject: { default: 'We kept it', de: 'Hallo {{ kunde.name }}' }");
    await preheader();
    expect((await mistakes())[0]).toContain(`${CART}:19: no mail knows "kunde".`);
  });
});

describe('a mistake in a campaign is told with file, line, reason and remedy:', () => {
  it.each([
    [
      'a duration in words',
      CART,
      'wait: 1h',
      'wait: 1 hour',
      `${CART}:17: steps[0].wait "1 hour" is not a duration. Write it as 1h, 30m or 3d, or as { for: 1d, until: "09:00" }.`,
    ],
    [
      'a share without %',
      CART,
      'holdout: 5%',
      'holdout: "0.05"',
      `${CART}:13: holdout "0.05" is not a share. Write it as 5%.`,
    ],
    [
      'a key that nobody knows',
      CART,
      'oncePer: cart',
      'oncePer: cart, onceEach: day',
      `${CART}:7: "onceEach" is not known in entry. Known here: oncePer, againAfter.`,
    ],
    [
      'an entry of another kind',
      CART,
      'oncePer: cart',
      'oncePer: week',
      `${CART}:7: entry.oncePer "week" is not known. Write one of cart, order, event, address, day, product.`,
    ],
    ['a missing key', CART, 'maxAge: 3d\n', '', `${CART}:1: "maxAge" is missing. Add maxAge:.`],
    [
      'an empty condition',
      CART,
      '{ cart: count, equals: 0 }',
      '{ equals: 0 }',
      `${CART}:11: exit.any[1] is not a condition. Give it exactly one of all, any, not, did, trait, affinity, cart, orders, seen, consent, segment and localTime.`,
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
      `${CART}:21: steps[0].email.template "remnder.mjml" is not there. Put it beside this file, or correct the name.`,
    ],
    [
      'a name that no mail knows',
      CART,
      'cart.items[0].name',
      'basket.items[0].name',
      `${CART}:19: no mail knows "basket". Use customer, event, cart, viewed, product, recommendations, brand, links, mail, or assign it first.`,
    ],
    [
      'a condition that compares with nothing',
      CART,
      '{ cart: count, equals: 0 }',
      '{ not: { cart: count } }',
      `${CART}:11: exit.any[1].not compares the cart's count with nothing. Add atLeast, atMost or equals with a number.`,
    ],
    [
      'a time of day in one digit',
      CART,
      'until: "09:00"',
      'until: "9:00"',
      `${CART}:@: steps[1].wait.until "9:00" is not a time of day. Write it in quotation marks with two digits each, as "09:00".`,
    ],
    ['a wait for nothing', CART, '{ for: 1d, until: "09:00" }', '{}', `${CART}:@: steps[1].wait {} is not a duration`],
    ['a wait as a number', CART, 'wait: 1h', 'wait: 60', `${CART}:@: steps[0].wait 60 is not a duration.`],
    [
      'a trigger of two kinds',
      CART,
      'event: Product Added }',
      'event: Product Added, enters: lapsed }',
      `${CART}:@: trigger is not a trigger. Give it exactly one of event, enters, leaves and broadcast.`,
    ],
    [
      'a test of properties without its event',
      CART,
      'event: Product Added }',
      'leaves: lapsed, where: { price: { atLeast: 5 } } }',
      `${CART}:@: "where" needs "event" in trigger. Write both, or neither.`,
    ],
    [
      'a segment that nobody wrote',
      CART,
      'event: Product Added }',
      'enters: lapesd }',
      `${CART}:@: trigger.enters "lapesd" is no segment. Create campaigns/segments/lapesd.yaml`,
    ],
    [
      'a misspelt event',
      CART,
      'event: Product Added }',
      'event: Product added }',
      `${CART}:@: no event is called "Product added". Write Product Added.`,
    ],
    [
      'a misspelt event in a condition',
      CART,
      'did: Order Completed, since',
      'did: Order Complete, since',
      `${CART}:@: no event is called "Order Complete". Write Order Completed.`,
    ],
    [
      'a property that the event lacks',
      CART,
      'event: Product Added }',
      'event: Product Added, where: { prise: { atLeast: 5 } } }',
      `${CART}:@: Product Added has no property "prise". It has cart_id, product_id,`,
    ],
    [
      'a property compared with another type',
      CART,
      'event: Product Added }',
      'event: Product Added, where: { price: { equals: "5" } } }',
      `${CART}:@: Product Added's price is never a string. Write a number.`,
    ],
    [
      'a bound for what is no number',
      CART,
      'event: Product Added }',
      'event: Product Added, where: { name: { atMost: 5 } } }',
      `${CART}:@: Product Added's name is no number. Test it with equals or exists.`,
    ],
    [
      'a test that tests nothing',
      CART,
      'event: Product Added }',
      'event: Product Added, where: { name: {} } }',
      `${CART}:@: trigger.where.name {} is not a test of a property. Give it equals, atLeast, atMost or exists`,
    ],
    [
      'a property in a mail that the event lacks',
      'campaigns/order-confirmation/confirmation.mjml',
      '{{ event.order_id }}{% else %}',
      '{{ event.order_no }}{% else %}',
      'campaigns/order-confirmation/confirmation.mjml:@: Order Completed has no property "order_no". It has order_id,',
    ],
    [
      'a list that has no slot',
      CART,
      'cart: { limit: 3 }\n        recommendations: { limit: 2, fallback: bestsellers }',
      'cart: { limit: 3 }',
      'campaigns/layout/recommendations.mjml:2: "recommendations" is always empty here. Add recommendations: { limit: 3 } to the slots of step "reminder" in campaigns/cart-abandoned/campaign.yaml.',
    ],
    [
      'caps that leave nothing',
      'campaigns/brand.yaml',
      'keptFor: { high: 1 }',
      'keptFor: { high: 2, normal: 1 }',
      'campaigns/brand.yaml:@: caps.keptFor leaves nothing of caps.perDay 3 to campaigns of low priority.',
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
      'a picture without words',
      'campaigns/layout/recommendations.mjml',
      ' alt="{{ item.name }}"',
      ' ',
      'campaigns/layout/recommendations.mjml:15: <mj-image> has no alt text. Add alt="{{ item.name }}", or alt=""',
    ],
    [
      'a mail without the postal address',
      'campaigns/cart-abandoned/last-call.mjml',
      '<mj-include path="../layout/footer.mjml" />',
      '<mj-section><mj-column><mj-text><a href="{{ links.unsubscribe | safe_url }}">Stop</a></mj-text></mj-column></mj-section>',
      `${CART}:31: the rendered mail lacks the postal address.`,
    ],
    [
      'a marketing mail without a way out',
      'campaigns/cart-abandoned/last-call.mjml',
      '<mj-include path="../layout/footer.mjml" />',
      '<mj-section><mj-column><mj-text>{{ brand.postalAddress }}</mj-text></mj-column></mj-section>',
      `${CART}:31: the rendered mail has no way to unsubscribe.`,
    ],
    [
      'a mail that can come out too large',
      'campaigns/cart-abandoned/last-call.mjml',
      '<mj-include path="../layout/footer.mjml" />',
      '<mj-raw>{% for i in (1..40) %}{% for item in cart.items %}{{ item.name }}{% endfor %}{% endfor %}</mj-raw><mj-include path="../layout/footer.mjml" />',
      `${CART}:31: the rendered mail has`,
    ],
    [
      'a mail that can come out without a subject',
      CART,
      'subject: "Still thinking it over?"',
      'subject: "{{ customer.nickname }}"',
      `${CART}:31: the rendered mail fails: the subject came out empty.`,
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
      'steps:\n  - {id: reminder, email: {subject: Hello, preheader: Hello, template: reminder.mjml, slots: {recommendations: {limit: 2}}}}\n',
    );
    expect(await mistakes()).toEqual([
      `${CART}:17: steps[1].id "reminder" is used twice. Give each step an id of its own.`,
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
      `${CART}:17`,
      'campaigns/order-confirmation/confirmation.mjml:7',
      'campaigns/welcome/hello.mjml:7',
    ]);
  });
});
