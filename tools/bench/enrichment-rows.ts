import { userAgents } from '../../lambdas/adapters/user-agents.ts';
import { campaignFrom } from '../../lambdas/core/enrichment/campaign-parameters.ts';
import { enrichEvent } from '../../lambdas/core/enrichment/enrich-event.ts';
import { exchangeFor } from '../../lambdas/core/enrichment/shop-currency.ts';
import { truncateAddress } from '../../lambdas/core/enrichment/truncate-address.ts';
import type { EventContext, TrackEvent } from '../../lambdas/core/event/event.ts';
import { countryOf } from '../cloud/enrichers.ts';

const TIMES = 20_000;
const ROUNDS = 7;

const agent = (n: number): string =>
  `Mozilla/5.0 (iPhone; CPU iPhone OS ${n % 19}_${n} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1`;
const address = (n: number): string => `${(n % 200) + 20}.${(n >> 8) & 255}.${n & 255}.7`;

const anOrder = (context: EventContext, properties = {}): TrackEvent => ({
  type: 'track',
  event: 'Order Completed',
  messageId: 'm-1',
  source: 'web',
  userId: 'u-1',
  at: 0,
  receivedAt: 0,
  context,
  properties,
});

const money = { shopCurrency: 'GBP', rates: { EUR: 85_000_000 } };
const tagged = anOrder({
  pageUrl: 'https://shop.example/p/1?utm_source=newsletter&utm_medium=email&utm_campaign=spring',
});
const untagged = anOrder({ pageUrl: 'https://shop.example/p/1?colour=red' });
const inEuros = anOrder({}, { currency: 'EUR', total: 10 });
const fromBrowser = anOrder({
  ip: '8.8.8.0',
  userAgent: agent(1),
  pageUrl: 'https://shop.example/p/1',
  referrer: 'https://shop.example/',
});
const fromBackEnd = anOrder({ locale: 'en' });

/** Prints what each enrichment costs an event, and all of them together. */
export const printEnrichmentRows = (print: (line: string) => void): void => {
  const seen = userAgents();
  let fresh = 0;
  const enrichers = { readUserAgent: seen, countryOf, money };
  const rows: readonly (readonly [name: string, run: (n: number) => unknown])[] = [
    ['user agent, bot flag: new text', unseenAgents()],
    ['user agent, bot flag: seen before', (n) => seen(agent(n % 500))],
    [
      'country: new address',
      () => {
        fresh += 1;
        return countryOf(address(fresh));
      },
    ],
    ['country: seen before', (n) => countryOf(address(n % 500))],
    ['address cut to its network', (n) => truncateAddress(address(n))],
    ['campaign parameters: on the page', () => campaignFrom(tagged)],
    ['campaign parameters: none there', () => campaignFrom(untagged)],
    ['currency', () => exchangeFor(inEuros, money)],
    ["all, a browser's event", () => enrichEvent(fromBrowser, enrichers)],
    ["all, a back end's event", () => enrichEvent(fromBackEnd, enrichers)],
  ];
  print(`\nenrichment, each ${TIMES} times, fastest of ${ROUNDS} rounds`);
  for (const [name, run] of rows) print(`  ${name.padEnd(36)} ${fastest(run).toFixed(0).padStart(7)} ns/event`);
};

/** Each text once: a thousand, for one costs a thousand times what finding it again does. */
const unseenAgents = (): ((n: number) => unknown) => {
  let read = userAgents();
  return (n) => {
    if (n % 1_000 === 0) read = userAgents();
    return read(agent(n % 1_000));
  };
};

const fastest = (run: (n: number) => unknown): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let again = 0; again < ROUNDS; again += 1) {
    const start = process.hrtime.bigint();
    for (let n = 0; n < TIMES; n += 1) run(n);
    best = Math.min(best, Number(process.hrtime.bigint() - start));
  }
  return best / TIMES;
};
