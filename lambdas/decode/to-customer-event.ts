import { assertNever } from '../core/assert-never.ts';
import type { CustomerEvent, EventContext, Instant, Json, JsonObject } from '../core/event/event.ts';
import { withTextIds } from './commerce-ids.ts';
import { clampToArrival, parseInstant, receivedInstant } from './instants.ts';
import { isJsonObject } from './json-object.ts';
import { type Refusal, refuse } from './refusal.ts';
import { idText, type SegmentMessage } from './segment-message.ts';

const DEFAULT_SOURCE = 'stream';

const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

const NO_CONTEXT: EventContext = {};

/** Two letters; Segment's spec lets a producer write the country's name, which nobody can count. */
const countryCode = (value: Json | undefined): string | undefined =>
  typeof value === 'string' && /^[A-Z]{2}$/.test(value) ? value : undefined;

const contextOf = (context: JsonObject | null | undefined): EventContext => {
  if (context === null || context === undefined) return NO_CONTEXT;
  const campaign = isJsonObject(context.campaign) ? context.campaign : undefined;
  const location = isJsonObject(context.location) ? context.location : undefined;
  const page = isJsonObject(context.page) ? context.page : undefined;
  return {
    backfill: context.backfill === true ? true : undefined,
    locale: text(context.locale),
    timezone: text(context.timezone),
    campaign: campaign && { source: text(campaign.source), medium: text(campaign.medium), name: text(campaign.name) },
    country: countryCode(location?.country),
    userAgent: text(context.userAgent),
    ip: text(context.ip),
    pageUrl: text(page?.url),
    referrer: text(page?.referrer),
  };
};

/** Absent is fine; present but unreadable is not, for then nobody knows when it happened. */
const optionalInstant = (claimed: string | null | undefined, path: string): Instant | undefined | Refusal => {
  if (claimed === null || claimed === undefined || claimed === '') return undefined;
  return parseInstant(claimed) ?? refuse('invalid_envelope', 'is no ISO 8601 instant', { path });
};

/** A message that kept to the envelope's schema and its own, as the domain knows it. */
export const toCustomerEvent = (message: SegmentMessage, arrivedAt: Instant): CustomerEvent | Refusal => {
  const timestamp = optionalInstant(message.timestamp, '/timestamp');
  if (typeof timestamp === 'object') return timestamp;
  const original =
    message.originalTimestamp === message.timestamp
      ? timestamp
      : optionalInstant(message.originalTimestamp, '/originalTimestamp');
  if (typeof original === 'object') return original;

  const receivedAt = receivedInstant(message.receivedAt, arrivedAt);
  const envelope = {
    messageId: message.messageId,
    source: message.source || DEFAULT_SOURCE,
    userId: idText(message.userId),
    anonymousId: idText(message.anonymousId),
    at: clampToArrival(timestamp, receivedAt),
    saidAt: original ?? timestamp,
    receivedAt,
    context: contextOf(message.context),
  };
  const { type } = message;
  switch (type) {
    case 'track':
      return { ...envelope, type, event: message.event ?? '', properties: withTextIds(message.properties ?? {}) };
    case 'identify':
      return { ...envelope, type, traits: message.traits ?? {} };
    case 'page':
    case 'screen':
      return { ...envelope, type, name: message.name ?? undefined, properties: message.properties ?? {} };
    case 'group':
      return { ...envelope, type, groupId: idText(message.groupId) ?? '', traits: message.traits ?? {} };
    case 'alias':
      return { ...envelope, type, previousId: idText(message.previousId) ?? '' };
    default:
      return assertNever(type);
  }
};
