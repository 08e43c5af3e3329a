import type { Predicate } from './predicate.ts';

/** `campaigns/segments/<name>.yaml` after validation: people whom a condition over their profile holds for. */
export interface Segment {
  readonly name: string;
  /** Digest of the condition, with those of the segments in it: another one makes it another segment. */
  readonly version: string;
  readonly title: string;
  readonly predicate: Predicate;
}

/** What a profile's write tells of its membership, `properties: {segment}`. Never taken from a producer. */
export const SEGMENT_ENTERED = 'Segment Entered';
export const SEGMENT_LEFT = 'Segment Left';
export type SegmentEvent = typeof SEGMENT_ENTERED | typeof SEGMENT_LEFT;

export const isSegmentEvent = (name: string): name is SegmentEvent => name === SEGMENT_ENTERED || name === SEGMENT_LEFT;
