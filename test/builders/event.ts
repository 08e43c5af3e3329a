import type { AliasEvent, CustomerEvent, IdentifyEvent, TrackEvent } from '../../lambdas/core/event/event.ts';
import { ARRIVAL } from './record.ts';

let made = 0;

type Bare<Event extends CustomerEvent> = Partial<Omit<Event, 'type'>>;

const envelope = (more: { at?: number; receivedAt?: number }) => {
  made += 1;
  const at = more.at ?? ARRIVAL;
  return {
    messageId: `m-${made}`,
    source: 'web',
    at,
    saidAt: at,
    receivedAt: more.receivedAt ?? Math.max(at, ARRIVAL),
    context: {},
  };
};

/** A valid track event with a message id of its own, of user `u-1` unless told otherwise. */
export const aTrack = (event: string, more: Bare<TrackEvent> = {}): TrackEvent => ({
  ...envelope(more),
  userId: 'u-1',
  type: 'track',
  event,
  properties: {},
  ...more,
});

export const anIdentify = (more: Bare<IdentifyEvent> = {}): IdentifyEvent => ({
  ...envelope(more),
  userId: 'u-1',
  type: 'identify',
  traits: {},
  ...more,
});

export const anAlias = (previousId: string, more: Bare<AliasEvent> = {}): AliasEvent => ({
  ...envelope(more),
  userId: 'u-1',
  type: 'alias',
  previousId,
  ...more,
});
