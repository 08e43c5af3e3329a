import type { Json, JsonObject } from '../core/event/event.ts';
import type { FailureReason } from '../core/failure/failed-event.ts';
import { checkBounds, pathTo } from '../decode/check-bounds.ts';
import { isJsonObject } from '../decode/json-object.ts';
import { writeJson } from '../decode/write-json.ts';
import type { Route } from './find-route.ts';
import { collectorLimits } from './limits.ts';
import { type Refusal, refuse } from './refuse-request.ts';

/** An event that its neighbours must not suffer for. */
export interface BadItem {
  readonly reason: FailureReason;
  /** Without a value from it. */
  readonly detail: string;
  /** JSON pointer to what is wrong, where that is a part of it. */
  readonly path?: string;
  /** With the batch's context, where it is an object at all. */
  readonly item: Json;
  /** What is answered where it stands alone. */
  readonly refusal: Refusal;
}

export interface Messages {
  readonly kind: 'messages';
  readonly messages: readonly JsonObject[];
  readonly bad: readonly BadItem[];
}

/** The batch's context is everybody's; what an event says itself counts more. */
const inContext = (message: JsonObject, context: JsonObject): JsonObject => ({
  ...message,
  context: isJsonObject(message.context) ? { ...context, ...message.context } : context,
});

const sizeOf = (message: JsonObject): number => Buffer.byteLength(JSON.stringify(message));

const requestTooLarge = refuse(
  413,
  'body_too_large',
  `With the batch's context in each event it is above ${collectorLimits.requestBytes} bytes: flush smaller batches.`,
);

const notAnObject = (name: string, item: Json): BadItem => ({
  item,
  reason: 'invalid_envelope',
  detail: 'is no JSON object',
  refusal: refuse(400, 'not_a_message', `${name} is no JSON object: send {"type": …, "messageId": …, …}.`),
});

/** The member that takes most of an event's bytes: where to save. */
const largestMember = (item: JsonObject): string => {
  const sizes = Object.entries(item).map(([member, value]) => ({ member, bytes: Buffer.byteLength(writeJson(value)) }));
  return sizes.sort((a, b) => b.bytes - a.bytes)[0]?.member ?? '';
};

const tooLarge = (name: string, item: JsonObject): BadItem => {
  const path = pathTo(largestMember(item));
  return {
    item,
    reason: 'too_large',
    detail: `is above the collector's ${collectorLimits.eventBytes} bytes`,
    path,
    refusal: refuse(
      400,
      'event_too_large',
      `${name} is above ${collectorLimits.eventBytes} bytes, most of them at ${path}: shorten it, or put the event on the stream.`,
    ),
  };
};

const checkDepthAndKeys = (item: JsonObject, name: string): BadItem | undefined => {
  const found = checkBounds(item);
  if (found === undefined) return undefined;
  const { reason, detail, path } = found;
  const refusal = refuse(400, 'out_of_bounds', `${name} ${detail} (at ${path}): send it without.`);
  return { item, reason, detail, path, refusal };
};

/** The first that is wrong with it, or its bytes. Depth before size: writing what is too deep could exhaust the stack. */
const check = (item: JsonObject, name: string): BadItem | number => {
  const outOfBounds = checkDepthAndKeys(item, name);
  if (outOfBounds !== undefined) return outOfBounds;
  const bytes = sizeOf(item);
  return bytes > collectorLimits.eventBytes ? tooLarge(name, item) : bytes;
};

/**
 * The messages of a request, each within its bounds; what they say is judged behind the stream, where nothing is lost.
 * A few bad events beside good ones come apart; a request without a good event, or with many bad ones, is refused.
 */
export const listMessages = (route: Route, body: JsonObject): Messages | Refusal => {
  const isBatch = route.kind === 'batch';
  const items = isBatch ? body.batch : [{ ...body, type: typeOf(route) ?? body.type ?? 'track' }];
  if (!Array.isArray(items)) return refuse(400, 'not_a_message', 'A batch is {"batch": [event, …]}.');
  if (items.length > collectorLimits.eventsABatch)
    return refuse(413, 'too_many_events', `Send at most ${collectorLimits.eventsABatch} events a batch.`);
  const context = isBatch && isJsonObject(body.context) ? body.context : undefined;
  const badContext = context && checkBounds(context);
  if (badContext !== undefined)
    return refuse(
      400,
      'out_of_bounds',
      `The batch's context ${badContext.detail} (at ${badContext.path}): send it without.`,
    );
  const messages: JsonObject[] = [];
  const bad: BadItem[] = [];
  let requestBytes = 0;
  for (const [index, item] of items.entries()) {
    const message = isJsonObject(item) && context !== undefined ? inContext(item, context) : item;
    const name = isBatch ? `Event ${index}` : 'The event';
    const checked = isJsonObject(message) ? check(message, name) : notAnObject(name, item);
    if (typeof checked !== 'number') {
      bad.push(checked);
      if (bad.length > collectorLimits.badEventsABatch) return checked.refusal;
      continue;
    }
    requestBytes += checked;
    if (requestBytes > collectorLimits.requestBytes) return requestTooLarge;
    messages.push(message);
  }
  const [first] = bad;
  return first !== undefined && messages.length === 0 ? first.refusal : { kind: 'messages', messages, bad };
};

const typeOf = (route: Route): string | undefined =>
  route.kind === 'single' || route.kind === 'pixel' ? route.type : undefined;
