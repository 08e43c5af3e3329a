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
    expect(cloud.counts().events).toMatchObject({ put: 2, applied: 2 });
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
