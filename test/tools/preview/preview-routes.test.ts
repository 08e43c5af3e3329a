import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import book from '../../../lambdas/generated/campaigns.js';
import validators from '../../../lambdas/generated/validators.js';
import { cloudClock } from '../../../tools/cloud/clock.ts';
import { createEmbeddedCloud, type EmbeddedCloud } from '../../../tools/cloud/embedded-cloud.ts';
import { startApiFront } from '../../../tools/cloud/fronts/api.ts';
import type { Front } from '../../../tools/cloud/fronts/listen.ts';
import { seededRandom } from '../../../tools/cloud/seeded-random.ts';
import { DEAD_LINK } from '../../../tools/preview/preview-ports.ts';

const START = Date.UTC(2026, 5, 1, 9);
const HOUR_MS = 3_600_000;
const aRecord = (message: Record<string, unknown>, index: number) => ({
  partitionKey: 'ada',
  data: Buffer.from(JSON.stringify({ messageId: `m-${index}`, userId: 'ada', ...message })),
});

let cloud: EmbeddedCloud;
let front: Front;

/** Ada agrees and fills a cart; her reminder waits for an hour. */
beforeAll(async () => {
  cloud = await createEmbeddedCloud({
    clock: cloudClock(START),
    random: seededRandom(1),
    book: {
      ...book,
      brand: { ...book.brand, holdout: 0 },
      campaigns: book.campaigns.map((campaign) => ({ ...campaign, holdout: 0 })),
    },
    validators,
    stage: { mailboxes: { temper: 'lively', seed: 1 } },
  });
  const mug = { product_id: 'MR-001', name: 'Tideline Mug', price: 14.5, quantity: 1 };
  cloud.putRecords(
    [
      { type: 'identify', traits: { email: 'ada@example.com', firstName: 'Ada' } },
      { type: 'track', event: 'Subscribed', properties: { topic: 'promotions' } },
      { type: 'track', event: 'Product Added', properties: mug },
    ].map(aRecord),
  );
  await cloud.advanceTo(START + 30 * 60_000);
  front = await startApiFront({ port: 0, cloud });
});
afterAll(async () => {
  await front?.close();
  cloud?.stop();
});

const path = '/v1/campaigns/cart-abandoned';
const get = (where: string) => fetch(`${front.url}${where}`);
const test = (body: unknown) => fetch(`${front.url}${path}/test-send`, { method: 'POST', body: JSON.stringify(body) });
const json = async <Body>(response: Response, schema: z.ZodType<Body>): Promise<Body> =>
  schema.parse(await response.json());
const inbox = z.object({ mails: z.array(z.looseObject({ id: z.string() })) });
const preview = z.object({
  mails: z.array(
    z.object({
      outcome: z.string(),
      mail: z.looseObject({ html: z.string(), text: z.string(), subject: z.string() }).optional(),
    }),
  ),
});
const previewed = async () => json(await get(`${path}/preview?profile=ada&step=reminder`), preview);

/** Everything that is counted, kept of a person, or told to the stream. */
const everything = async () =>
  structuredClone({
    summary: { ...cloud.counts() },
    results: { ...(await json(await get('/v1/campaigns/results'), z.looseObject({}))), now: 'the time it is' },
    rows: [...cloud.stores.ledger.rows.values()],
    profiles: [...cloud.stores.profiles.states.values()],
    consents: [...cloud.stores.consents.consents.values()],
    health: cloud.stores.metrics.total('FeedbackReceived'),
    failed: cloud.stores.metrics.total('FeedbackFailed'),
    sent: cloud.stores.metrics.total('MailsSent'),
  });

it('a path that encodes no text is refused as such', async () => {
  expect((await get('/v1/profiles/%E0%A4%A')).status).toBe(400);
});

describe('a test of a campaign', () => {
  it('lands in the inbox as what it is, whatever becomes of it, and changes no count, row, profile or consent', async () => {
    const before = await everything();
    const ignored = cloud.stores.metrics.total('FeedbackIgnored');
    for (const to of ['you@example.com', 'bounce@simulator.amazonses.com', 'complaint@simulator.amazonses.com']) {
      const response = await test({ profile: 'ada', to, step: 'reminder' });
      expect(await response.json()).toMatchObject({ kind: 'sent', step: 'reminder' });
    }
    const { mails } = await json(await get('/v1/inbox'), inbox);
    expect(mails[0]).toMatchObject({
      isTest: true,
      to: 'complaint@simulator.amazonses.com',
      campaign: 'cart-abandoned',
    });
    cloud.followLink(mails[2]?.id ?? 'none', 0, { ipAddress: '192.0.2.1', userAgent: 'a tester' });
    await cloud.advanceTo(cloud.clock.now() + 10 * 60_000);
    expect(await everything()).toEqual(before);
    // What SES tells of tests is counted apart, and nothing else is made of it.
    expect(cloud.stores.metrics.total('FeedbackIgnored')).toBeGreaterThan(ignored + 4);
    expect(cloud.stores.queues.feedback.deadLetters.size()).toBe(0);
  });

  it.each([
    [{ profile: 'ada', to: 'nobody' }, 409, 'is no e-mail address'],
    [{ profile: 'ada', to: 'you@example.com\r\nBcc: all@example.com' }, 409, 'is no e-mail address'],
    [{ profile: 'nobody', to: 'you@example.com' }, 404, 'No profile'],
    [{ profile: 'ada', to: 'you@example.com', step: 'nothing' }, 404, 'reminder, last-call'],
    [{ to: 'you@example.com' }, 400, 'whose mail'],
  ])('%o is refused, and says why', async (body, status, words) => {
    const response = await test(body);
    expect(response.status).toBe(status);
    expect((await json(response, z.object({ message: z.string() }))).message).toContain(words);
  });
});

describe('a preview', () => {
  it('is a page for the console’s frame, where no script runs', async () => {
    const response = await get(`${path}/preview?profile=ada&step=reminder&show=html`);
    expect(response.headers.get('content-security-policy')).toMatch(/^sandbox /);
    expect(await response.text()).toContain('Tideline Mug');
  });

  it('is the mail that goes out then, byte for byte, but for the link to the preferences', async () => {
    const [{ mail } = { mail: undefined }] = (await previewed()).mails;
    await cloud.advanceTo(START + HOUR_MS);
    const sent = cloud.stores.mail.inbox().find(({ sendId, campaign }) => sendId && campaign === 'cart-abandoned');
    const link = /<(https:\/\/[^>]+)>/.exec(sent?.headers[0]?.value ?? '')?.[1] ?? 'none';
    const blind = (text = '') => text.replaceAll(link, DEAD_LINK);
    expect(link).toContain('/u/');
    expect(blind(sent?.html)).toBe(mail?.html);
    expect(blind(sent?.text)).toBe(mail?.text);
    expect({ subject: sent?.subject, from: sent?.from, replyTo: sent?.replyTo, to: sent?.to }).toEqual({
      ...{ subject: mail?.subject, from: mail?.from, replyTo: mail?.replyTo, to: mail?.to },
    });
  });

  it('says afterwards that it went out', async () => {
    const [reminder] = (await previewed()).mails;
    expect(reminder).toMatchObject({ outcome: 'done' });
    expect(reminder?.mail).toBeUndefined();
  });
});
