import type { Campaign } from '../../lambdas/core/campaign/campaign.ts';
import type { Predicate } from '../../lambdas/core/segment/predicate.ts';
import { SEGMENT_ENTERED, SEGMENT_LEFT, type Segment } from '../../lambdas/core/segment/segment.ts';
import { type SegmentWatch, watchOf } from '../../lambdas/core/segment/watch.ts';
import { aBook, aCampaign, DAY_MS } from './campaign.ts';

export const aSegment = (name: string, predicate: Predicate, version = `${name}-version-1`): Segment => ({
  name,
  version,
  title: name,
  predicate,
});

/** Ordered once, but not within two days: time alone lets people in. */
export const lapsed = aSegment('lapsed', {
  all: [{ orders: 'count', atLeast: 1 }, { not: { did: 'Order Completed', withinMs: 2 * DAY_MS } }],
});
/** Three views within two UTC days. */
export const browsing = aSegment('browsing', { did: 'Product Viewed', atLeast: 3, withinMs: 2 * DAY_MS });
export const spender = aSegment('spender', { orders: 'revenue', atLeast: 1_000_000 });

/** A campaign for entering and one for leaving, each segment. */
export const campaignsOf = (segments: readonly Segment[]): readonly Campaign[] =>
  segments.flatMap(({ name }) =>
    [SEGMENT_ENTERED, SEGMENT_LEFT].map((event, n) =>
      aCampaign({
        name: `${name}-${n === 0 ? 'in' : 'out'}`,
        trigger: { event, where: [{ property: 'segment', equals: name }] },
        entry: { oncePer: 'event' },
        exit: undefined,
      }),
    ),
  );

/** What profiles' writers know of segments that campaigns begin with, `quiet` ones aside. */
export const aWatch = (segments: readonly Segment[], quiet: readonly Segment[] = []): SegmentWatch =>
  watchOf({ ...aBook(campaignsOf(segments)), segments: [...segments, ...quiet] });
