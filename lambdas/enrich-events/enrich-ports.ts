import type { Enrichers } from '../core/enrichment/enrichers.ts';
import type { DedupePolicy } from '../core/profile/dedupe.ts';
import type { HotKeyLimits } from '../core/profile/pace.ts';
import type { SegmentWatch } from '../core/segment/watch.ts';
import type { EventValidators } from '../decode/event-validators.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { ConsentStore } from '../ports/consent-store.ts';
import type { FailedEvents } from '../ports/failed-events.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { SchemaRegistry } from '../ports/schema-registry.ts';

export interface EnrichPorts {
  readonly profiles: ProfileStore;
  readonly consents: ConsentStore;
  readonly failedEvents: FailedEvents;
  readonly validators: EventValidators;
  /** @default records that name a schema fail `unknown_schema` */
  readonly schemas?: SchemaRegistry;
  /** @default nothing is known but what an event says itself */
  readonly enrichers?: Enrichers;
  /** Events that programs send: on profiles, without triggering anything, or not at all. @default counted */
  readonly bots?: 'counted' | 'ignored';
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
  /** Names of the events that some campaign can be triggered by. */
  readonly triggers: ReadonlySet<string>;
  /** @default there are no segments, and nothing is counted by day */
  readonly watch?: SegmentWatch;
  readonly dedupe: DedupePolicy;
  /** What one key may take of everybody's time. @default whatever it takes */
  readonly hotKeys?: HotKeyLimits;
}
