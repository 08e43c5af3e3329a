import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchChromium } from '../../tools/console/launch-chromium.ts';
import { type PageServer, startPageServer } from './support/page-server.ts';

const HOSTILE = '<img src=x onerror="document.title=\'broken\'">';
const AT = Date.UTC(2026, 2, 1, 10);
const EMPTY_SUMMARY = {
  now: AT,
  events: { put: 0, applied: 0, duplicates: 0, failed: 0 },
  failedByReason: {},
  profiles: 0,
  sends: { planned: 0, sent: 0, skipped: {} },
  mailsByCampaign: {},
};

let browser: Browser;
let server: PageServer;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});
beforeEach(async () => {
  server = await startPageServer();
  server.answers.set('/v1/summary', EMPTY_SUMMARY);
  server.answers.set('/v1/inbox', { mails: [] });
  page = await browser.newPage();
});
afterEach(async () => {
  await page.close();
  await server.close();
});

const open = async (hash = '') => {
  await page.goto(server.url + hash);
  await page.getByRole('status').getByText('Live').waitFor();
};
const anEvent = (name: string) => ({
  kind: 'event',
  at: AT,
  name,
  profileId: 'p1',
  source: 'web',
  outcome: 'applied',
});

describe('a console with nothing in it', () => {
  it('says what to do next, in all three panels', async () => {
    await open();
    await page.getByText('Nothing yet. Events show up here').waitFor();
    await page.getByText('Who is it about?').waitFor();
    await page.getByText('No mail yet').waitFor();
  });

  it('says that nobody has the id that was asked for', async () => {
    await open('#/profile/nobody%40example.com');
    await page.getByText('No profile has the id or address “nobody@example.com”.').waitFor();
  });

  it('says that a linked mail is not there', async () => {
    await open('#/mail/m9');
    await page.getByText('This mail is not in the inbox.').waitFor();
  });

  it('survives a link with a broken escape', async () => {
    await open('#/profile/%E0%A4%A');
    await page.getByText('Nobody by that name').waitFor();
  });
});

describe('a server that goes away', () => {
  it('is named in words, with the command that brings it back', async () => {
    await open();
    await server.close();
    await page.getByRole('alert').getByText('npm run demo').waitFor();
    expect(await page.getByRole('status').first().textContent()).toBe('Server gone');
  });
});

describe('the feed', () => {
  it('holds still while it is paused, and catches up afterwards', async () => {
    await open();
    server.push(anEvent('Before'));
    await page.getByText('Before').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    server.push(anEvent('During'));
    await page.getByRole('button', { name: 'Resume (1 new)' }).waitFor();
    expect(await page.getByText('During').count()).toBe(0);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('During').waitFor();
  });

  it('keeps the latest 200 rows, however much comes', async () => {
    await open();
    for (let number = 1; number <= 450; number += 1) server.push(anEvent(`Event ${number}`));
    await page.getByText('Event 450', { exact: true }).waitFor();
    expect(await page.locator('#feed-list li').count()).toBe(200);
    expect(await page.locator('#feed-list li').first().textContent()).toContain('Event 450');
  });

  it('shows only what the filter asks for', async () => {
    await open();
    server.push(anEvent('Product Viewed'));
    server.push({ kind: 'failed', at: AT, reason: 'not_json' });
    await page.getByText('not json').waitFor();
    await page.getByRole('combobox').selectOption('failed');
    expect(await page.locator('#feed-list li').count()).toBe(1);
  });
});

describe("strangers' text", () => {
  it('stays text in the feed, on the profile and in the inbox', async () => {
    server.answers.set('/v1/profiles/p1', {
      id: 'p1',
      address: null,
      consent: null,
      cart: { lines: [{ productId: HOSTILE, quantity: 1, price: 10_000 }], count: 1, total: 10_000 },
      profile: {
        id: 'p1',
        firstSeenAt: AT,
        lastSeenAt: AT,
        userIds: [HOSTILE],
        anonymousIds: [],
        traits: { [HOSTILE]: { value: HOSTILE, at: AT, by: 'x' }, constructor: { value: 'c', at: AT, by: 'x' } },
        counters: { [HOSTILE]: { count: 1, firstAt: AT, lastAt: AT } },
        purchases: { orders: 0, revenue: 0, cancelled: 0, cancelledValue: 0 },
        viewed: [{ productId: HOSTILE, at: AT }],
        sessions: { closed: 0, recent: [] },
        pendingConsent: {},
      },
    });
    server.answers.set('/v1/sends?profile=p1', { sends: [] });
    server.answers.set('/v1/inbox', {
      mails: [{ id: 'm1', campaign: HOSTILE, from: 'shop', to: HOSTILE, subject: HOSTILE, at: AT, text: HOSTILE }],
    });
    server.answers.set('/v1/inbox/m1', '<title>mail</title><script>top.document.title = "broken"</script>Hello');
    await open('#/profile/p1');
    server.push(anEvent(HOSTILE));
    await page.locator('#feed-list').getByText(HOSTILE).waitFor();
    await page.locator('#profile-body').getByText(HOSTILE).first().waitFor();
    await page.locator('#mail-list').getByText(HOSTILE).first().waitFor();
    await page.frameLocator('#mail iframe').getByText('Hello').waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await page.title()).toBe('Kairos console');
  });
});

describe('without a mouse', () => {
  it('a profile is searched for and opened from the keyboard', async () => {
    await open();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the profile');
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('user-1');
    await page.keyboard.press('Enter');
    await page.getByText('No profile has the id or address “user-1”.').waitFor();
    expect(page.url()).toContain('#/profile/user-1');
  });

  it('on a phone, one view is shown at a time', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open();
    expect(await page.locator('[data-panel="inbox"]').isVisible()).toBe(false);
    await page.getByRole('link', { name: /Inbox/ }).press('Enter');
    await page.locator('[data-panel="inbox"]').waitFor();
    expect(await page.locator('[data-panel="live"]').isVisible()).toBe(false);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});
