import type { Json, JsonObject } from '../core/event/event.ts';
import type { FailureReason } from '../core/failure/failed-event.ts';
import { checkBounds } from '../decode/check-bounds.ts';
import { isJsonObject } from '../decode/json-object.ts';
import type { Route } from './find-route.ts';
import { collectorLimits } from './limits.ts';
import { type Refusal, refuse } from './refuse-request.ts';

/** An event that its neighbours must not suffer for. */
export interface BadItem {
  readonly index: number;
  readonly reason: FailureReason;
  /** Without a value from it. */
  readonly detail: string;
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

const notAnObject = (index: number, item: Json): BadItem => ({
  index,
  item,
  reason: 'invalid_envelope',
  detail: 'is no JSON object',
  refusal: refuse(400, 'not_a_message', `Event ${index} is no JSON object.`),
});

const tooLarge = (index: number, item: JsonObject): BadItem => ({
  index,
  item,
  reason: 'too_large',
  detail: `is above the collector's ${collectorLimits.eventBytes} bytes`,
  refusal: refuse(
    400,
    'event_too_large',
    `Event ${index} is above ${collectorLimits.eventBytes} bytes: put it on the stream.`,
  ),
});

const checkDepthAndKeys = (item: JsonObject, index: number): BadItem | undefined => {
  const found = checkBounds(item);
  if (found === undefined) return undefined;
  const { reason, detail } = found;
  return {
    index,
    item,
    reason,
    detail,
    refusal: refuse(400, 'out_of_bounds', `Event ${index} ${detail}: send it without.`),
  };
};

/** The first that is wrong with it, or its bytes. Depth before size: writing what is too deep could exhaust the stack. */
const check = (item: JsonObject, index: number): BadItem | number => {
  const outOfBounds = checkDepthAndKeys(item, index);
  if (outOfBounds !== undefined) return outOfBounds;
  const bytes = sizeOf(item);
  return bytes > collectorLimits.eventBytes ? tooLarge(index, item) : bytes;
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
    return refuse(400, 'out_of_bounds', `The batch's context ${badContext.detail}: send it without.`);
  const messages: JsonObject[] = [];
  const bad: BadItem[] = [];
  let requestBytes = 0;
  for (const [index, item] of items.entries()) {
    const message = isJsonObject(item) && context !== undefined ? inContext(item, context) : item;
    const checked = isJsonObject(message) ? check(message, index) : notAnObject(index, item);
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
