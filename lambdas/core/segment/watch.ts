import type { CampaignBook } from '../campaign/campaign.ts';
import { passes } from '../campaign/where.ts';
import { isCounted } from './holds.ts';
import { type Leaf, leavesOf } from './leaves.ts';
import { timedLeavesOf } from './next-change.ts';
import { SEGMENT_ENTERED, SEGMENT_LEFT, type Segment, type SegmentEvent } from './segment.ts';

/** A segment, and what of it is asked at every write. */
export interface WatchedSegment {
  readonly segment: Segment;
  /** The version as profiles carry it, short. */
  readonly version: string;
  /** The parts of its condition that time has anything to do with. */
  readonly timed: readonly Leaf[];
  /** Which of its changes some campaign, draft ones aside, begins with. */
  readonly announced: ReadonlySet<SegmentEvent>;
}

/** What a profile's writer must know of everything that marketers wrote: prepared once a book. */
export interface SegmentWatch {
  readonly segments: readonly WatchedSegment[];
  /** Events whose count within a window is asked: they are counted by day. */
  readonly counted: ReadonlySet<string>;
}

export const nothingWatched: SegmentWatch = { segments: [], counted: new Set() };

const VERSION_LENGTH = 8;

export const watchOf = (book: CampaignBook): SegmentWatch => ({
  segments: book.segments.map((segment) => ({
    segment,
    version: segment.version.slice(0, VERSION_LENGTH),
    timed: timedLeavesOf(segment.predicate),
    announced: new Set(
      ([SEGMENT_ENTERED, SEGMENT_LEFT] as const).filter((name) => beginsSomething(book, name, segment.name)),
    ),
  })),
  counted: countedEvents(book),
});

const beginsSomething = ({ campaigns }: CampaignBook, name: SegmentEvent, segment: string): boolean =>
  campaigns.some(
    ({ status, trigger }) => status !== 'draft' && trigger.event === name && passes(trigger.where, { segment }),
  );

/** Names of the events that some condition counts within a window. */
const countedEvents = ({ campaigns, segments }: CampaignBook): ReadonlySet<string> =>
  new Set(
    [
      ...segments.map(({ predicate }) => predicate),
      ...campaigns.flatMap(({ audience, exit, steps }) => [audience, exit, ...steps.map(({ onlyIf }) => onlyIf)]),
    ]
      .flatMap((predicate) => (predicate === undefined ? [] : leavesOf(predicate)))
      .flatMap((leaf) => ('did' in leaf && leaf.withinMs !== undefined && isCounted(leaf) ? [leaf.did] : [])),
  );
