import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { projectRoot } from '../build/build-artifacts.ts';
import { readEndpoints } from '../demo/endpoints-file.ts';
import { launchChromium } from './launch-chromium.ts';
import { putShoppers } from './put-shoppers.ts';

const SIZE = { width: 1480, height: 920 };
const inbox = z.object({ mails: z.array(z.object({ id: z.string(), to: z.string(), campaign: z.string() })) });
const found = z.object({ id: z.string(), cart: z.object({ count: z.number() }) });
const sends = z.object({ sends: z.array(z.object({ state: z.string(), reason: z.string().optional() })) });

/** The recipient with the most to tell: mails that came, one that was held back, something in the cart. */
const mostTelling = async (url: string, addresses: readonly string[]): Promise<string | undefined> => {
  const get = async (path: string): Promise<unknown> => (await fetch(new URL(path, url))).json();
  const told = await Promise.all(
    addresses.map(async (address) => {
      const profile = found.safeParse(await get(`/v1/profiles/${encodeURIComponent(address)}`));
      if (!profile.success) return { address, score: -1 };
      const { id, cart } = profile.data;
      const rows = sends.parse(await get(`/v1/sends?profile=${encodeURIComponent(id)}`)).sends;
      const has = (wanted: (row: { state: string; reason?: string }) => boolean) => Number(rows.some(wanted));
      const score =
        4 * has(({ reason }) => reason === 'exited') +
        3 * has(({ state }) => state === 'delivered') +
        2 * has(({ state }) => state === 'planned') -
        4 * has(({ state }) => state === 'bounced' || state === 'complained') +
        Math.min(cart.count, 2);
      return { address, score };
    }),
  );
  return told.sort((a, b) => b.score - a.score)[0]?.address;
};

/** Opens the most telling profile and a cart mail, so that the picture shows what the product does. */
const pose = async (page: Page, url: string): Promise<void> => {
  const { mails } = inbox.parse(await (await fetch(new URL('/v1/inbox', url))).json());
  const addresses = [...new Set(mails.map(({ to }) => to))].slice(0, 100);
  const address = await mostTelling(url, addresses);
  if (address !== undefined) {
    await page.goto(new URL(`/#/profile/${encodeURIComponent(address)}`, url).href);
    await page.locator('#profile-body .person').waitFor();
  }
  const mail =
    mails.find(({ campaign, to }) => campaign === 'cart-abandoned' && to === address) ??
    mails.find(({ campaign }) => campaign === 'cart-abandoned');
  if (mail !== undefined) await page.goto(new URL(`/#/mail/${encodeURIComponent(mail.id)}`, url).href);
};

/** Takes the README's picture of a running demo's console. */
export const takeScreenshot = async (path: string): Promise<void> => {
  const live = await readEndpoints();
  if (live === undefined) throw new Error('No console is running: start it with "npm run demo" in another terminal.');
  const { console: url, collector } = live;
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: SIZE });
    await page.goto(url);
    await page.getByRole('status').getByText('Live').waitFor();
    await putShoppers(collector);
    await pose(page, url);
    await page.waitForTimeout(1_500); // pictures in the mail, rows in the feed
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await page.screenshot());
  } finally {
    await browser.close();
  }
};

if (import.meta.main) await takeScreenshot(process.argv[2] ?? join(projectRoot, 'docs/console.png'));
