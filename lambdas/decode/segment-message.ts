import type { JsonObject } from '../core/event/event.ts';
import type { Violation } from './event-validators.ts';

type Id = string | number | null;

/** What `schemas/envelope` proves of a document. Source: https://segment.com/docs/connections/spec/common/ */
export interface SegmentMessage {
  readonly type: 'track' | 'identify' | 'page' | 'screen' | 'group' | 'alias';
  readonly messageId: string;
  readonly userId?: Id;
  readonly anonymousId?: Id;
  readonly source?: string | null;
  readonly timestamp?: string | null;
  readonly originalTimestamp?: string | null;
  readonly receivedAt?: string | null;
  readonly context?: JsonObject | null;
  readonly traits?: JsonObject | null;
  readonly properties?: JsonObject | null;
  readonly event?: string | null;
  readonly name?: string | null;
  readonly groupId?: Id;
  readonly previousId?: Id;
}

/** Narrows a document by what the envelope's check found. */
export const isSegmentMessage = (_document: unknown, found: Violation | undefined): _document is SegmentMessage =>
  found === undefined;

/** An identifier as the domain knows it: text; real SDKs also send whole numbers, and '' for nobody. */
export const idText = (id: Id | undefined): string | undefined =>
  id === null || id === undefined || id === '' ? undefined : String(id);
