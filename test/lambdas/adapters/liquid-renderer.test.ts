import { beforeAll, describe, expect, it } from 'vitest';
import { liquidRenderer } from '../../../lambdas/adapters/liquid-renderer.ts';
import type { CampaignBook, Step } from '../../../lambdas/core/campaign/campaign.ts';
import type { MailContent } from '../../../lambdas/ports/renderer.ts';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { buildCampaigns } from '../../../tools/build/campaigns.ts';
import { aBrand, aMailContent, aMailProduct } from '../../builders/mail-content.ts';

const MAILS = [
  'welcome/hello',
  'welcome/how-we-work',
  'cart-abandoned/reminder',
  'cart-abandoned/last-call',
  'browse-abandoned/look-again',
  'order-confirmation/confirmation',
  'price-drop/lower-price',
  'win-back/come-back',
  'first-look/first-look',
];
/** Mail programs cut a mail off beyond this. */
const CLIPPED_BYTES = 100_000;

let book: CampaignBook;
beforeAll(async () => {
  const built = await buildCampaigns(projectRoot);
  if (built.kind === 'mistakes') throw new Error(JSON.stringify(built.mistakes));
  book = built.book;
});

const mailOf = (mail: string, content: MailContent) => {
  const [name, id] = mail.split('/');
  const campaign = book.campaigns.find((campaign) => campaign.name === name);
  const step = campaign?.steps.find((step) => step.id === id);
  if (step === undefined) throw new Error(`no mail ${mail}`);
  const rendered = liquidRenderer(book).render(`${campaign?.version}/${step.id}`, step, content);
  if (rendered.kind === 'unrenderable') throw new Error(rendered.detail);
  return rendered;
};

/** A step with texts of the test's own. */
const aStep = (email: { subject?: string; html?: string; text?: string }): Step => ({
  id: 'test',
  waitMs: 0,
  email: {
    subject: email.subject ?? 'Hello',
    preheader: '',
    template: { html: email.html ?? '', text: email.text ?? '' },
    slots: {},
  },
});
const render = (email: { subject?: string; html?: string; text?: string }, content = aMailContent()) =>
  liquidRenderer({ brand: content.brand, campaigns: [], segments: [] }).render('key', aStep(email), content);

describe.each(MAILS)('the %s mail', (name) => {
  it('greets by name, shows products with pictures and prices, and says who sent it', () => {
    const { html, text } = mailOf(name, aMailContent());
    for (const body of [html, text]) {
      expect(body).toContain('Ada');
      expect(body).toContain('Meadow Vase, white');
      expect(body).toContain('£42.00');
      expect(body).toContain('14 Ropewalk Yard, Saltby SB4 2QT');
      expect(body).toContain('https://marram-rye.example/u/token');
      expect(body).not.toMatch(/undefined|NaN|\[object|\{\{|\{%/);
    }
    expect(html).toContain('<img');
    expect(html).toContain('https://marram-rye.example/pictures/meadow-vase-white.png');
    expect(html).toMatch(/<meta name="color-scheme" content="light dark"/);
    expect(html).toContain('prefers-color-scheme: dark');
    expect(Buffer.byteLength(html)).toBeLessThan(CLIPPED_BYTES);
  });

  it('lets nobody write HTML through their name', () => {
    const firstName = '<script>alert("x")</script>';
    const { html, text } = mailOf(name, aMailContent({ customer: { firstName } }));
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;');
    expect(text).toContain(firstName);
  });

  it('gives every picture alternative text', () => {
    const { html } = mailOf(name, aMailContent());
    for (const [picture] of html.matchAll(/<img\b[^>]*>/g)) expect(picture).toMatch(/\balt="/);
  });

  it('reads well when little is known', () => {
    const content = aMailContent({
      customer: {},
      event: {},
      cart: {
        items: [aMailProduct({ name: 'A lamp', price: undefined, url: undefined, imageUrl: undefined })],
        count: 1,
        total: 0,
      },
      recommendations: [],
      links: { shop: 'https://marram-rye.example' },
    });
    const { subject, html, text } = mailOf(name, content);
    expect(subject).not.toBe('');
    for (const body of [subject, html, text]) expect(body).not.toMatch(/undefined|null|NaN|src="#"/);
    expect(text).not.toMatch(/, ?[.\n]/);
    expect(html).not.toContain('Unsubscribe');
  });
});

describe('a mail about a basket', () => {
  it('names the first thing in the subject, unescaped, and totals in the preheader', () => {
    const items = [aMailProduct({ name: 'Salt & Pepper "Twins"', price: 9.5 })];
    const { subject, html } = mailOf(
      'cart-abandoned/reminder',
      aMailContent({ cart: { items, count: 1, total: 9.5 } }),
    );
    expect(subject).toBe('We kept your Salt & Pepper "Twins"');
    expect(html).toContain('It is still here, together £9.50.');
    expect(html).toContain('Salt &amp; Pepper &#34;Twins&#34;');
  });
});

describe('a mail in several languages', () => {
  const inLanguages = (locale: unknown) => {
    const text = (words: string) => ({
      subject: words,
      preheader: '',
      template: { html: words, text: '{{ 12.5 | money }}' },
    });
    const step = aStep({});
    const email = { ...step.email, ...text('Hello'), languages: { de: text('Hallo'), 'pt-br': text('Oi') } };
    const content = aMailContent({ customer: typeof locale === 'string' ? { locale } : {} });
    const mail = liquidRenderer({ brand: content.brand, campaigns: [], segments: [] }).render(
      'key',
      { ...step, email },
      content,
    );
    return mail.kind === 'rendered' ? [mail.subject, mail.text.trim()] : [];
  };

  it.each([
    ['de', 'Hallo', '12,50\u00a0£'],
    ['de-AT', 'Hallo', '12,50\u00a0£'],
    ['DE_ch', 'Hallo', '12,50\u00a0£'],
    ['pt-BR', 'Oi', '£\u00a012,50'],
    ['pt', 'Hello', '£12.50'],
    ['fr', 'Hello', '£12.50'],
    ['constructor', 'Hello', '£12.50'],
    ['-', 'Hello', '£12.50'],
    ['', 'Hello', '£12.50'],
    [undefined, 'Hello', '£12.50'],
  ])('speaks to a reader of %s', (locale, subject, amount) => {
    expect(inLanguages(locale)).toEqual([subject, amount]);
  });
});

describe('the order confirmation', () => {
  const to = (customer: MailContent['customer']) =>
    mailOf(
      'order-confirmation/confirmation',
      aMailContent({ customer, links: { shop: 'https://marram-rye.example' } }),
    );
  const GERMAN = 'Vielen Dank für Ihre Bestellung A-1042';
  const ENGLISH = 'Thank you for your order A-1042';

  it.each([
    ['de', GERMAN],
    ['de-CH', GERMAN],
    ['de_AT', GERMAN],
    ['en-GB', ENGLISH],
    ['fr', ENGLISH],
    ['', ENGLISH],
  ])('of a reader of "%s" is “%s…”', (locale, subject) => {
    expect(to({ locale }).subject).toBe(subject);
  });

  it('is German throughout, its footer and amounts too, and knows a person by first and last name alone', () => {
    const { html, text } = to({ locale: 'de', firstName: 'Ada', lastName: 'Muster' });
    expect(html).toContain('lang="de"');
    expect(html).toContain('Das haben Sie bestellt');
    for (const body of [html, text]) {
      expect(body).toContain('Vielen Dank, Ada Muster');
      expect(body).toContain('118,00\u00a0£');
      expect(body).toContain('Wird oft zusammen gekauft');
      expect(body).toContain('weil sie zu Ihrem Einkauf in unserem Shop gehört');
    }
    expect(text.replaceAll(/\(https?:[^)]*\)/g, '')).not.toMatch(/\b(order|thank|you|your|total|this|because)\b/i);
    expect(Buffer.byteLength(html)).toBeLessThan(CLIPPED_BYTES);
    expect(to({ locale: 'de', firstName: 'Ada' }).text).toMatch(/^Vielen Dank$/m);
  });
});

describe('rendering', () => {
  it('goes without its recommendations, where it fails with them', () => {
    const html = '{% for item in recommendations %}{% for a in (1..100000) %}{{ a }}{% endfor %}{% endfor %}Hello';
    expect(render({ html })).toMatchObject({ kind: 'rendered', html: 'Hello' });
  });

  it('cuts what no name is as long as', () => {
    const content = aMailContent({
      customer: { firstName: 'A'.repeat(300_000), link: `https://x.example/${'a'.repeat(3_000)}` },
    });
    const mail = render(
      {
        subject: '{{ customer.firstName }}',
        html: '{{ customer.firstName }}<a href="{{ customer.link | safe_url }}">',
      },
      content,
    );
    if (mail.kind === 'unrenderable') throw new Error(mail.detail);
    expect(mail.subject).toBe(`${'A'.repeat(249)}…`);
    expect(mail.html).toBe(`${'A'.repeat(2_000)}…<a href="#">`);
  });

  it.each([
    ['a line break', 'Ada\r\nBcc: all@example.com', 'Hello Ada Bcc: all@example.com'],
    ['a Unicode line break', 'Ada\u2028Bcc', 'Hello Ada Bcc'],
    ['NUL', 'A\u0000da', 'Hello Ada'],
    ['text that runs backwards', '\u202eadA\u2069', 'Hello adA'],
    ['half a character', 'Ada\ud800', 'Hello Ada\ufffd'],
  ])('keeps %s out of the subject', (_, firstName, subject) => {
    const content = aMailContent({ customer: { firstName } });
    expect(render({ subject: 'Hello {{ customer.firstName }}' }, content)).toMatchObject({ kind: 'rendered', subject });
  });

  it.each([
    ['https://shop.example/a?b=1&c=2', 'https://shop.example/a?b=1&amp;c=2'],
    ['mailto:hello@shop.example', 'mailto:hello@shop.example'],
    ['javascript:alert(1)', '#'],
    ['JaVaScRiPt:alert(1)', '#'],
    ['\u0000javascript:alert(1)', '#'],
    [' data:text/html,x', '#'],
    ['//shop.example', '#'],
    ['', '#'],
  ])('links to %j as %j', (link, expected) => {
    const content = aMailContent({ customer: { link } });
    const html = '<a href="{{ customer.link | safe_url }}">';
    expect(render({ html }, content)).toMatchObject({ html: `<a href="${expected}">` });
  });

  it.each([
    ['GBP', 'en-GB', '1234.5', '£1,234.50'],
    ['EUR', 'de', '1234.5', '1.234,50\u00a0€'],
    ['JPY', 'ja', '1234', '￥1,234'],
    ['GBP', 'en-GB', 'customer.nothing', ''],
    ['GBP', 'en-GB', '"free"', ''],
  ])('writes an amount in %s for %s', (currency, locale, amount, expected) => {
    const content = aMailContent({ brand: aBrand({ currency, locale }) });
    expect(render({ text: `[{{ ${amount} | money }}]` }, content)).toMatchObject({ text: `[${expected}]\n` });
  });

  it.each([
    ["'EUR'", '€12.50'],
    ["'jpy'", 'JP¥13'],
    ["'nothing'", '£12.50'],
    ['7', '£12.50'],
    ['event.currency', '£12.50'],
  ])('of an amount that was paid in %s says so: %s', (currency, expected) => {
    expect(render({ text: `[{{ 12.5 | money: ${currency} }}]` })).toMatchObject({ text: `[${expected}]\n` });
  });

  it('leaves out what is not known, and takes the default where there is one', () => {
    const text = '[{{ customer.age }}{{ event.a.b.c }}{{ cart }}][{{ customer.age | default: "grown up" }}]';
    expect(render({ text })).toMatchObject({ text: '[][grown up]\n' });
  });

  it('shows nothing that a template reaches for behind the content', () => {
    expect(render({ text: '[{{ customer.constructor }}{{ customer.__proto__ }}]' })).toMatchObject({ text: '[]\n' });
  });

  it('says what it cannot render, without a word of the content', () => {
    expect(render({ subject: '{{ customer.none }}' })).toEqual({
      kind: 'unrenderable',
      detail: 'the subject came out empty',
    });
    const broken = render({ html: '{% if %}' });
    expect(broken.kind).toBe('unrenderable');
  });

  it('gives up on a template that runs without end', () => {
    const html = '{% for a in (1..100000) %}{% for b in (1..100000) %}{{ b }}{% endfor %}{% endfor %}';
    expect(render({ html }).kind).toBe('unrenderable');
  });
});
