import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../tools/console/launch-chromium.ts';
import { startShopPage } from './support/shop-page.ts';
import { type Fault, startUnsteadyCollector, type UnsteadyCollector, WRITE_KEY } from './support/unsteady-collector.ts';

const PRODUCTS = 12;
let browser: Browser;
let page: Awaited<ReturnType<typeof startShopPage>>;
let collector: UnsteadyCollector | undefined;

beforeAll(async () => {
  browser = await launchChromium();
  page = await startShopPage();
});
afterAll(async () => {
  await browser.close();
  await page.close();
});
afterEach(() => collector?.close());

interface Visit {
  readonly url: string;
  readonly writeKey: string;
  readonly isBatching: boolean;
  readonly products: number;
}

/** Runs in the page: the client as its documentation says, pointed at the collector by `cdnURL` alone. */
const VISIT = async ({ url, writeKey, isBatching, products }: Visit) => {
  const { AnalyticsBrowser } = (globalThis as unknown as { AnalyticsNext: typeof import('@segment/analytics-next') })
    .AnalyticsNext;
  const batching = { deliveryStrategy: { strategy: 'batching' as const, config: { size: 5, timeout: 200 } } };
  const analytics = AnalyticsBrowser.load(
    { writeKey, cdnURL: url },
    isBatching ? { integrations: { 'Segment.io': batching } } : {},
  );
  analytics.page();
  await analytics.identify('u-1', { plan: 'free' });
  for (let n = 0; n < products; n += 1) await analytics.track(`Probe ${n}`, { n });
};

describe.each(['standard', 'batching'])('@segment/analytics-next, %s', (strategy) => {
  it.each<[string, Fault[]]>([
    ['that is well', []],
    ['that throttles', ['throttled', 'throttled']],
    ['that restarts before it has answered', ['restart']],
    ['whose acknowledgements are lost', ['acknowledgement lost']],
  ])('delivers every event once to a collector %s', async (_, faults) => {
    collector = await startUnsteadyCollector(faults);
    const tab = await browser.newPage();
    await tab.goto(page.url);
    const isBatching = strategy === 'batching';
    await tab.evaluate(VISIT, { url: collector.url, writeKey: WRITE_KEY, isBatching, products: PRODUCTS });
    const sent = ['page', 'identify', ...Array.from({ length: PRODUCTS }, (_p, n) => `Probe ${n}`)];
    for (const event of sent) await collector.reaches(event, 1);
    expect(sent.map((event) => collector?.countsOf(event))).toEqual(sent.map(() => [1]));
    expect(collector.faultsLeft).toEqual([]);
    await tab.close();
  });
});
