import { describe, expect, it } from 'vitest';
import { campaignFrom } from '../../../../lambdas/core/enrichment/campaign-parameters.ts';
import type { EventContext } from '../../../../lambdas/core/event/event.ts';
import { aTrack } from '../../../builders/event.ts';

const page = (context: EventContext) => ({ ...aTrack('x'), type: 'page' as const, context });
const PAGE = 'https://www.shop.example/p/1';

describe('what brought somebody', () => {
  it.each<[string, EventContext, EventContext['campaign']]>([
    ['what the event says', { campaign: { source: 'a' }, pageUrl: `${PAGE}?utm_source=b` }, { source: 'a' }],
    [
      'the page’s parameters',
      { campaign: {}, pageUrl: `${PAGE}?utm_source=b&utm_campaign=c+d#utm_medium=e` },
      { source: 'b', medium: undefined, name: 'c d' },
    ],
    [
      'an ad’s click id',
      { pageUrl: `${PAGE}?x=1&gclid=abc`, referrer: 'https://other.example/' },
      { source: 'google', medium: 'cpc' },
    ],
    [
      'a search engine',
      { pageUrl: PAGE, referrer: 'https://www.google.co.uk/search?q=x' },
      { source: 'google', medium: 'organic' },
    ],
    [
      'another site',
      { pageUrl: PAGE, referrer: 'https://blog.example/post' },
      { source: 'blog.example', medium: 'referral' },
    ],
    ['nobody, from a page of the same site', { pageUrl: PAGE, referrer: 'https://shop.example/' }, undefined],
    ['nobody, without a referrer', { pageUrl: PAGE, referrer: '' }, undefined],
    ['nobody, from what is no address', { pageUrl: PAGE, referrer: 'javascript:alert(1)' }, undefined],
    ['nobody, by empty parameters', { pageUrl: `${PAGE}?utm_source=` }, undefined],
    ['nobody, in an endless address', { pageUrl: `${PAGE}?utm_source=b&${'x'.repeat(5_000)}` }, undefined],
  ])('is %s', (_, context, campaign) => expect(campaignFrom(page(context)).campaign).toEqual(campaign));

  it('is asked of the referrer only where a page is opened: later events on it carry the same', () => {
    const context = { pageUrl: PAGE, referrer: 'https://blog.example/post' };
    expect(campaignFrom({ ...aTrack('Product Viewed'), context })).toEqual({});
  });
});
