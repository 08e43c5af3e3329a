import type { JsonObject } from '../core/event/event.ts';
import { checkBounds } from '../decode/check-bounds.ts';
import { isJsonObject } from '../decode/json-object.ts';
import type { Route } from './find-route.ts';
import { collectorLimits } from './limits.ts';
import { type Refusal, refuse } from './refuse-request.ts';

/** The batch's context is everybody's; what an event says itself counts more. */
const inContext = (message: JsonObject, context: JsonObject): JsonObject => ({
  ...message,
  context: isJsonObject(message.context) ? { ...context, ...message.context } : context,
});

const sizeOf = (message: JsonObject): number => Buffer.byteLength(JSON.stringify(message));

const eventTooLarge = (index: number): Refusal =>
  refuse(400, 'event_too_large', `Event ${index} is above ${collectorLimits.eventBytes} bytes: put it on the stream.`);

const requestTooLarge = refuse(
  413,
  'body_too_large',
  `With the batch's context in each event it is above ${collectorLimits.requestBytes} bytes: flush smaller batches.`,
);

const checkDepthAndKeys = (value: JsonObject | undefined, name: string): Refusal | undefined => {
  const found = checkBounds(value);
  return found && refuse(400, 'out_of_bounds', `${name} ${found.detail}: send it without.`);
};

/** The messages of a request, each within its bounds; what they say is judged behind the stream, where nothing is lost. */
export const listMessages = (
  route: Route,
  body: JsonObject,
): { readonly kind: 'messages'; readonly messages: readonly JsonObject[] } | Refusal => {
  const items = route.kind === 'batch' ? body.batch : [{ ...body, type: route.type }];
  if (!Array.isArray(items)) return refuse(400, 'not_a_message', 'A batch is {"batch": [event, …]}.');
  if (items.length > collectorLimits.eventsABatch)
    return refuse(413, 'too_many_events', `Send at most ${collectorLimits.eventsABatch} events a batch.`);
  const context = route.kind === 'batch' && isJsonObject(body.context) ? body.context : undefined;
  const badContext = checkDepthAndKeys(context, "The batch's context");
  if (badContext !== undefined) return badContext;
  const messages: JsonObject[] = [];
  let requestBytes = 0;
  for (const [index, item] of items.entries()) {
    if (!isJsonObject(item)) return refuse(400, 'not_a_message', `Event ${index} is no JSON object.`);
    const message = context === undefined ? item : inContext(item, context);
    // Depth before size: writing what is nested too deep could exhaust the stack.
    const refusal = checkDepthAndKeys(message, `Event ${index}`);
    if (refusal !== undefined) return refusal;
    const bytes = sizeOf(message);
    if (bytes > collectorLimits.eventBytes) return eventTooLarge(index);
    requestBytes += bytes;
    if (requestBytes > collectorLimits.requestBytes) return requestTooLarge;
    messages.push(message);
  }
  return { kind: 'messages', messages };
};
