import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressHash } from '../../../../lambdas/core/identity/identity.ts';
import book from '../../../../lambdas/generated/campaigns.js';
import validators from '../../../../lambdas/generated/validators.js';
import { cloudClock } from '../../../../tools/cloud/clock.ts';
import { createEmbeddedCloud, type EmbeddedCloud } from '../../../../tools/cloud/embedded-cloud.ts';
import { startApiFront } from '../../../../tools/cloud/fronts/api.ts';
import type { Front } from '../../../../tools/cloud/fronts/listen.ts';
import { seededRandom } from '../../../../tools/cloud/seeded-random.ts';

const NOON = Date.UTC(2026, 5, 1, 12);
let cloud: EmbeddedCloud;
let front: Front;
beforeEach(async () => {
  cloud = await createEmbeddedCloud({
    clock: cloudClock(NOON),
    random: seededRandom(1),
    book: { ...book, campaigns: book.campaigns.map((campaign) => ({ ...campaign, holdout: 0 })) },
    validators,
  });
  front = await startApiFront({ port: 0, cloud });
  cloud.servePreferencesAt(front.url);
});
afterEach(() => front.close());

const track = (event: string, properties: object, messageId: string) => ({
  partitionKey: 'ada',
  data: Buffer.from(
    JSON.stringify({
      ...{ type: 'track', userId: 'ada', messageId, event, properties },
      timestamp: new Date(NOON).toISOString(),
    }),
  ),
});
const consent = () => cloud.stores.consents.consents.get(addressHash('ada@example.com'))?.topics.promotions;

/** The link in the welcome mail of somebody who has just subscribed. */
const linkInMail = async (): Promise<string> => {
  cloud.putRecords([track('Subscribed', { topic: 'promotions', email: 'ada@example.com' }, 'm-1')]);
  await cloud.settle();
  const [mail] = cloud.stores.mail.inbox(1);
  const [, link = ''] = /href="([^"]+\/u\/[^"]+)"/.exec(mail?.html ?? '') ?? [];
  expect(mail?.text).toContain(link);
  return link;
};

describe('the link in a mail of the embedded cloud', () => {
  it('opens the page, which changes nothing', async () => {
    const link = await linkInMail();
    expect(link.startsWith(`${front.url}/u/local.`)).toBe(true);
    const answer = await fetch(link);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await answer.text()).toMatch(/value="promotions" checked/);
    expect((await fetch(link, { method: 'HEAD' })).status).toBe(200);
    expect(consent()?.subscribed).toBe(true);
  });

  it('unsubscribes by one click, as a mail program sends it, and the profile hears of it', async () => {
    const link = await linkInMail();
    const form = new FormData();
    form.append('List-Unsubscribe', 'One-Click');
    const answer = await fetch(link, { method: 'POST', body: form, headers: { origin: 'https://mail.example' } });
    expect(answer.status).toBe(200);
    const standing = consent();
    expect(standing?.subscribed).toBe(false);
    await cloud.settle();
    expect(consent()).toEqual(standing);
    // Subscribed, Unsubscribed, and that the mail was delivered.
    expect(cloud.counts().events).toMatchObject({ put: 3, applied: 3 });
    const [state] = cloud.stores.profiles.states.values();
    expect(state?.kind === 'profile' && state.profile.counters.Unsubscribed?.count).toBe(1);
  });

  it('opens nothing once it is changed', async () => {
    const link = await linkInMail();
    const answer = await fetch(`${link.slice(0, -1)}${link.endsWith('0') ? '1' : '0'}`, { method: 'POST' });
    expect(answer.status).toBe(404);
    expect(consent()?.subscribed).toBe(true);
  });

  it('is not answered to a page that found this machine by another name', async () => {
    const link = new URL(await linkInMail());
    const { request } = await import('node:http');
    const status = await new Promise<number>((resolve) => {
      const asked = request(link, { headers: { host: 'evil.example' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      asked.end();
    });
    expect(status).toBe(403);
  });
});

describe('a tracked link in a mail of the embedded cloud', () => {
  const clicks = () => {
    const rows = [...cloud.stores.ledger.rows.values()];
    return rows.flatMap(({ notes = [] }) => notes.filter(({ kind }) => kind === 'click'));
  };
  const aTrackedLink = async (): Promise<{ readonly html: string; readonly link: string }> => {
    await linkInMail();
    const [mail] = cloud.stores.mail.inbox(1);
    const html = await (await fetch(`${front.url}/v1/inbox/${mail?.id}`)).text();
    const [link = ''] = /\/L0\/[\w-]+\/\d+/.exec(html) ?? [];
    return { html, link: `${front.url}${link}` };
  };
  const asPerson = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0' };

  it('leads to the shop with its parameters, and the click is on the row and on the profile', async () => {
    const { link } = await aTrackedLink();
    await cloud.advanceTo(NOON + 60_000);
    const answer = await fetch(link, { redirect: 'manual', headers: asPerson });
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      expect.stringContaining('utm_source=kairos&utm_medium=email&utm_campaign=welcome&utm_content=hello'),
    ]);
    await cloud.settle();
    expect(clicks()).toMatchObject([{ link: '1' }]);
    const [profile] = [...cloud.stores.profiles.states.values()].flatMap((s) =>
      s.kind === 'profile' ? [s.profile] : [],
    );
    expect(profile?.counters).toMatchObject({ 'Email Delivered': { count: 1 }, 'Email Link Clicked': { count: 1 } });
    expect(profile?.lastSeenAt).toBe(NOON);
  });

  it('is nobody’s for a program that says it is one', async () => {
    const { link } = await aTrackedLink();
    await cloud.advanceTo(NOON + 60_000);
    await fetch(link, { redirect: 'manual', headers: { 'user-agent': 'curl/8.5.0' } });
    await cloud.settle();
    expect(clicks()).toMatchObject([{ agent: 'bot' }]);
    const [profile] = [...cloud.stores.profiles.states.values()].flatMap((s) =>
      s.kind === 'profile' ? [s.profile] : [],
    );
    expect(profile?.counters['Email Link Clicked']).toBeUndefined();
  });

  it.each([
    ['to a place that the mail has not', (link: string) => link.replace(/\d+$/, '999')],
    ['of a mail that is not there', (link: string) => link.replace(/L0\/[\w-]+/, 'L0/none')],
    ['to an address that somebody wrote into it', (link: string) => `${link}/https://evil.example`],
    ['to an address in a parameter', (link: string) => `${link}x?to=https://evil.example`],
  ])('leads nowhere where it is %s', async (_case, change) => {
    const { link } = await aTrackedLink();
    expect((await fetch(change(link), { redirect: 'manual' })).status).toBe(404);
    expect(clicks()).toEqual([]);
  });

  it('is not followed by a HEAD, and the recipient’s own link is not tracked', async () => {
    const { link, html } = await aTrackedLink();
    expect((await fetch(link, { method: 'HEAD', redirect: 'manual' })).status).toBe(404);
    expect(clicks()).toEqual([]);
    expect(html).toMatch(/href="http:[^"]+\/u\/local\./);
    expect(html).not.toMatch(/ses:/);
  });
});
