import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { assertNever } from '../core/assert-never.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { EventStream } from '../ports/event-stream.ts';
import type { FailedEvents } from '../ports/failed-events.ts';
import type { Metrics } from '../ports/metrics.ts';
import { countFailure } from '../steps/count-failure.ts';
import { describeSettings } from './describe-settings.ts';
import { type EventBudget, eventBudget } from './event-budget.ts';
import { findRoute, type Route } from './find-route.ts';
import { findSource, sourceOfKey, type WriteKeys } from './find-source.ts';
import { toFailedEvents } from './keep-bad-items.ts';
import { collectorLimits } from './limits.ts';
import { listMessages } from './list-messages.ts';
import { putInTime } from './put-in-time.ts';
import { readBody } from './read-body.ts';
import { readPixel } from './read-pixel.ts';
import { type Refusal, refuse } from './refuse-request.ts';
import { accepted, dot, refused, settled } from './respond.ts';
import { type AddressPolicy, browserOf, type ContextStamp, stampContext } from './stamp-context.ts';
import { stampMessage } from './stamp-message.ts';

export interface CollectPorts {
  readonly events: EventStream;
  readonly failedEvents: FailedEvents;
  readonly writeKeys: WriteKeys;
  /** @default truncated */
  readonly addresses?: AddressPolicy;
  /** @default addresses tell no country */
  readonly countryOf?: (address: string) => string | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
}

type Outcome =
  | { readonly kind: 'accepted'; readonly events: number; readonly failed: readonly string[] }
  | { readonly kind: 'settings'; readonly settings: object }
  | Refusal;

type EventRoute = Exclude<Route, { kind: 'settings' }>;

const notStored = refuse(503, 'not_stored', 'Not every event could be stored: send all again, none counts twice.', 1);

const collect = async (
  ports: CollectPorts,
  budget: EventBudget,
  route: EventRoute,
  request: APIGatewayProxyEventV2,
): Promise<Outcome> => {
  const { clock, random } = ports;
  const read = route.kind === 'pixel' ? readPixel(request) : readBody(request);
  if (read.kind === 'refused') return read;
  const source = findSource(request, read.body, ports.writeKeys);
  if (source.kind === 'refused') return source;
  const listed = listMessages(route, read.body);
  if (listed.kind === 'refused') return listed;
  const { messages, bad } = listed;

  const receivedAt = clock.now();
  if (!budget.take(source.name, messages.length + bad.length, receivedAt))
    return refuse(429, 'rate_limited', 'Too many events from this source at once: wait, then send them again.', 1);
  const receipt = { source: source.name, receivedAt, sentAt: read.body.sentAt, newId: () => random.id() };
  const stamp: ContextStamp = {
    browser: browserOf(request, route.kind === 'pixel'),
    addresses: ports.addresses ?? 'truncated',
    countryOf: ports.countryOf,
  };
  const failures = toFailedEvents(bad, receipt, stamp);
  if (failures === undefined) return bad[0]?.refusal ?? notStored;
  try {
    if (failures.length > 0) await ports.failedEvents.put(failures);
    const records = messages.map((message) => stampMessage(stampContext(message, stamp), receipt));
    const missing = await putInTime(ports, receivedAt + collectorLimits.patienceMs, records);
    if (missing.length > 0) return notStored;
  } catch (error) {
    // The stream or the store is away: whoever sends has the events still, and is told when to come back.
    countFailure(ports.metrics, 'collect', error);
    return notStored;
  }
  return { kind: 'accepted', events: messages.length, failed: failures.map(({ reason }) => reason) };
};

const answerTo = async (
  ports: CollectPorts,
  budget: EventBudget,
  route: Route | Refusal,
  request: APIGatewayProxyEventV2,
): Promise<Outcome> => {
  switch (route.kind) {
    case 'refused':
      return route;
    case 'settings': {
      const source = sourceOfKey(route.writeKey, ports.writeKeys);
      if (source.kind === 'refused') return source;
      return { kind: 'settings', settings: describeSettings(route.writeKey, request) };
    }
    case 'single':
    case 'batch':
    case 'pixel':
      return collect(ports, budget, route, request);
    default:
      return assertNever(route);
  }
};

/** Answers 200 only once every event of the request is durable: in the stream, or among the failed events. */
export const collectEvents = (ports: CollectPorts) => {
  const budget = eventBudget(collectorLimits.eventsASecond);
  return async (request: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const route = findRoute(request.requestContext.http.method, request.rawPath);
    const outcome = await answerTo(ports, budget, route, request);
    switch (outcome.kind) {
      case 'accepted':
        ports.metrics.count('CollectorAccepted', outcome.events);
        // They never come to the stream: whoever adds up what was taken needs them too.
        if (outcome.failed.length > 0) ports.metrics.count('CollectorKept', outcome.failed.length);
        for (const reason of outcome.failed) ports.metrics.count('EventsFailed', 1, { Reason: reason });
        return route.kind === 'pixel' ? dot : accepted;
      case 'settings':
        return settled(outcome.settings);
      case 'refused':
        ports.metrics.count('CollectorRefused', 1, { Reason: outcome.reason });
        return refused(outcome);
      default:
        return assertNever(outcome);
    }
  };
};
