import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Clock, Random } from '../ports/clock.ts';
import type { EventStream } from '../ports/event-stream.ts';
import type { Metrics } from '../ports/metrics.ts';
import { type EventBudget, eventBudget } from './event-budget.ts';
import { findRoute } from './find-route.ts';
import { findSource, type WriteKeys } from './find-source.ts';
import { collectorLimits } from './limits.ts';
import { listMessages } from './list-messages.ts';
import { readBody } from './read-body.ts';
import { type Refusal, refuse } from './refuse-request.ts';
import { accepted, refused } from './respond.ts';
import { stampMessage } from './stamp-message.ts';

export interface CollectPorts {
  readonly events: EventStream;
  readonly writeKeys: WriteKeys;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
}

type Outcome = { readonly kind: 'accepted'; readonly events: number } | Refusal;

const collect = async (ports: CollectPorts, budget: EventBudget, request: APIGatewayProxyEventV2): Promise<Outcome> => {
  const { clock, random, events } = ports;
  const route = findRoute(request.requestContext.http.method, request.rawPath);
  if (route.kind === 'refused') return route;
  const read = readBody(request);
  if (read.kind === 'refused') return read;
  const source = findSource(request, read.body, ports.writeKeys);
  if (source.kind === 'refused') return source;
  const listed = listMessages(route, read.body);
  if (listed.kind === 'refused') return listed;

  const receivedAt = clock.now();
  if (!budget.take(source.name, listed.messages.length, receivedAt))
    return refuse(429, 'rate_limited', 'Too many events from this source at once: wait, then send them again.', 1);
  const receipt = { source: source.name, receivedAt, sentAt: read.body.sentAt, newId: () => random.id() };
  const notStored = await events.put(listed.messages.map((message) => stampMessage(message, receipt)));
  return notStored.length === 0
    ? { kind: 'accepted', events: listed.messages.length }
    : refuse(503, 'not_stored', 'Some events could not be stored: send them all again, none will count twice.', 1);
};

/** Answers 200 only once every event of the request is durable in the stream. */
export const collectEvents = (ports: CollectPorts) => {
  const budget = eventBudget(collectorLimits.eventsASecond);
  return async (request: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const outcome = await collect(ports, budget, request);
    switch (outcome.kind) {
      case 'accepted':
        ports.metrics.count('CollectorAccepted', outcome.events);
        return accepted;
      case 'refused':
        ports.metrics.count('CollectorRefused', 1, { Reason: outcome.reason });
        return refused(outcome);
    }
  };
};
