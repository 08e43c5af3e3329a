import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../tools/console/launch-chromium.ts';
import { type RunningCloud, startRunningCloud } from './support/running-cloud.ts';

const ADA = { userId: 'ada-1', anonymousId: 'visitor-1' };
const MUG = { product_id: 'MR-001', name: 'Tideline Mug, sea green', price: 14.5, quantity: 2 };
const mugOf = (url: string) => ({ ...MUG, image_url: `${url}pictures/tideline-mug-sea-green.png` });

let browser: Browser;
let cloud: RunningCloud;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  cloud = await startRunningCloud();
  page = await browser.newPage({ viewport: { width: 1480, height: 920 } });
  await page.goto(cloud.url);
  await page.getByRole('status').getByText('Live').waitFor();
});
afterAll(async () => {
  await browser?.close();
  await cloud?.close();
});

const feed = () => page.locator('#feed-list');
const profile = () => page.locator('#profile-body');
const total = async (name: string) => page.locator(`[data-total="${name}"] .tile-value`).textContent();

// One story, told in order: each part goes on where the one before left the page.
describe('a shopper, from the first event to the reminder', () => {
  it('shows an event in the feed within moments of its being put', async () => {
    await cloud.identify(ADA, { email: 'ada@example.com', firstName: 'Ada' });
    await cloud.track(ADA, 'Subscribed', { topic: 'promotions', source: 'footer' });
    await cloud.track(ADA, 'Product Added', mugOf(cloud.url));
    await feed().getByRole('link', { name: 'Product Added' }).waitFor();
  });

  it('opens who it is about: traits, cart, consent, and what will be sent', async () => {
    await feed().getByRole('link', { name: 'Product Added' }).click();
    await profile().getByText('Ada', { exact: true }).first().waitFor();
    await profile().getByText('ada@example.com').first().waitFor();
    await profile().getByText('Tideline Mug, sea green').waitFor();
    await profile().getByText('promotions: yes').waitFor();
    await profile().locator('[data-campaign="cart-abandoned"]').getByText('Waits until').first().waitFor();
    await profile().locator('[data-campaign="welcome"][data-state="delivered"]').waitFor();
  });

  it('renders the mail that came of it', async () => {
    await page.locator('#mail-list').getByText('Welcome').first().waitFor();
    await page.frameLocator('#mail iframe').getByText('Ada').first().waitFor();
  });

  it('says why of every campaign, and shows what one would send, in a frame without scripts', async () => {
    const cart = profile().locator('[data-explained="cart-abandoned"]');
    await cart.getByText('Why').click();
    await cart.getByText('It waits until').first().waitFor();
    await cart.getByRole('link', { name: 'Preview' }).click();
    await page.locator('#mail').getByText('if nothing changes until then').waitFor();
    await page.frameLocator('#mail iframe').getByText('Tideline Mug, sea green').first().waitFor();
    expect(await page.locator('#mail iframe').getAttribute('sandbox')).not.toContain('allow-scripts');
    await page.locator('#mail').getByRole('link', { name: 'last-call' }).click();
    await page.locator('#mail').getByText('the step’s own condition did not hold').waitFor();
  });

  it('brings the cart mail when the clock is moved on by an hour', async () => {
    const before = await page.locator('#clock-time b').textContent();
    // In the mail's sandbox the browser itself must be content with the answer, or there is none.
    const picture = page.waitForResponse((response) => response.url().includes('/pictures/tideline-mug'));
    await page.getByRole('button', { name: 'one hour' }).click();
    await page.locator('#mail-list').getByText('We kept your Tideline Mug').waitFor();
    await page.locator('#mail-list').getByText('We kept your Tideline Mug').click();
    await page.frameLocator('#mail iframe').getByText('Tideline Mug, sea green').first().waitFor();
    await profile().locator('[data-campaign="cart-abandoned"][data-state="delivered"]').waitFor();
    expect((await picture).ok()).toBe(true);
    expect(await page.locator('#clock-time b').textContent()).not.toBe(before);
  });

  it('says why another cart was not mailed', async () => {
    const bo = { userId: 'bo-1' };
    await cloud.identify(bo, { email: 'bo@example.com' });
    await cloud.track(bo, 'Subscribed', { topic: 'promotions' });
    await cloud.track(bo, 'Product Added', MUG);
    await cloud.track(bo, 'Order Completed', { order_id: 'O-7', total: 29, products: [MUG] });
    await page.getByRole('searchbox').fill('bo@example.com');
    await page.getByRole('button', { name: 'Find' }).click();
    await profile().locator('[data-campaign="order-confirmation"][data-state="delivered"]').waitFor();
    await page.getByRole('button', { name: 'one hour' }).click();
    await profile().getByText('Not sent: the cart was ordered before the hour was over').waitFor();
  });

  it('keeps a hostile event name as text', async () => {
    await cloud.track(ADA, '<img src=x onerror="document.title=1">', {});
    await feed().getByText('<img src=x onerror="document.title=1">').waitFor();
    expect(await page.locator('img[src="x"]').count()).toBe(0);
    expect(await page.title()).toBe('Kairos console');
  });

  it('shows totals that add up', async () => {
    // Four of them say that a mail was delivered.
    await expect.poll(() => total('put')).toBe('12');
    expect(await page.locator('[data-total="applied"]').textContent()).toBe('12 applied');
    expect(await total('profiles')).toBe('2');
    expect(await total('sent')).toBe('4');
    expect(await total('not-sent')).toBe('1');
  });

  it('shows what came of campaigns, by arm, once somebody asks', async () => {
    await page.getByText('Results of campaigns, by arm').click();
    const row = page.locator('#results-body [data-campaign="cart-abandoned"][data-arm="treated"]');
    await row.waitFor();
    expect(await row.locator('td').first().textContent()).toBe('treated');
    expect(Number(await row.locator('.number').first().textContent())).toBeGreaterThan(0);
  });
});
