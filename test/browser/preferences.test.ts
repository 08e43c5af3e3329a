import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../tools/console/launch-chromium.ts';
import { type RunningCloud, startRunningCloud } from './support/running-cloud.ts';

const ADA = { userId: 'ada-1' };

let browser: Browser;
let cloud: RunningCloud;
let link: string;

beforeAll(async () => {
  browser = await launchChromium();
  cloud = await startRunningCloud();
  await cloud.identify(ADA, { email: 'ada@example.com', firstName: 'Ada' });
  await cloud.track(ADA, 'Subscribed', { topic: 'promotions' });
});
afterAll(async () => {
  await browser?.close();
  await cloud?.close();
});

const boxes = (page: Page) => page.getByRole('checkbox');
const said = (page: Page) => page.getByRole('status');

describe('the link in a mail', () => {
  it('opens the page beside the console, out of the mail’s sandbox', async () => {
    const console = await browser.newPage({ viewport: { width: 1480, height: 920 } });
    await console.goto(cloud.url);
    await console.locator('#mail-list').getByText('Welcome').first().click();
    const opened = console.waitForEvent('popup');
    // The frame is scaled: a click by coordinates would miss.
    await console.frameLocator('#mail iframe').getByRole('link', { name: 'Unsubscribe' }).press('Enter');
    const page = await opened;
    await page.getByRole('heading', { name: 'What may we send you?' }).waitFor();
    link = page.url();
    expect(link.startsWith(`${cloud.url}u/`)).toBe(true);
    expect(await boxes(page).first().isChecked()).toBe(true);
    expect(await page.evaluate('globalThis.opener')).toBeNull();
    await console.context().close();
  });
});

// The page has no script: it must work for those who allow none.
describe.each([
  ['a phone', { width: 375, height: 760 }],
  ['a desktop', { width: 1280, height: 800 }],
])('the preference page on %s, without JavaScript', (_where, viewport) => {
  let page: Page;
  const problems: string[] = [];
  beforeAll(async () => {
    page = await (await browser.newContext({ viewport, javaScriptEnabled: false })).newPage();
    page.on('console', (message) => problems.push(message.text()));
    await page.goto(link);
  });
  afterAll(() => page.context().close());

  it('is made with its own style, and nothing is wider than the screen', async () => {
    const button = page.getByRole('button', { name: 'Save my choice' });
    const box = await button.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    for (const part of await page.locator('main *').all()) {
      const bounds = await part.boundingBox();
      if (bounds !== null) expect(bounds.x + bounds.width).toBeLessThanOrEqual(viewport.width);
    }
  });

  it('changes by the keyboard alone, and says so', async () => {
    const box = boxes(page).first();
    await box.focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Enter');
    await said(page).getByText('Your choice is saved.').waitFor();
    expect(await boxes(page).first().isChecked()).toBe(false);
    await page.goto(link);
    expect(await boxes(page).first().isChecked()).toBe(false);
  });

  it('subscribes again, and unsubscribes from everything', async () => {
    await page.getByText('New things and offers').click();
    await page.getByRole('button', { name: 'Save my choice' }).click();
    await said(page).waitFor();
    expect(await boxes(page).first().isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Unsubscribe from everything' }).click();
    await said(page).getByText('You are unsubscribed from everything.').waitFor();
    expect(await boxes(page).first().isChecked()).toBe(false);
    await page.getByText('New things and offers').click();
    await page.getByRole('button', { name: 'Save my choice' }).click();
    await said(page).waitFor();
  });

  it('breaks none of its own rules', () => {
    expect(problems).toEqual([]);
  });

  it('tells what to do where the link was cut', async () => {
    await page.goto(link.slice(0, -3));
    await page.getByText('What to do:').waitFor();
    expect(await page.getByRole('link', { name: /unsubscribe@/ }).getAttribute('href')).toMatch(/^mailto:/);
  });
});
