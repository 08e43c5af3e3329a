import type { Enrichers } from '../core/enrichment/enrichers.ts';
import type { SegmentWatch } from '../core/segment/watch.ts';
import type { EventValidators } from '../decode/event-validators.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { SchemaRegistry } from '../ports/schema-registry.ts';

export interface UnmergePorts {
  readonly profiles: Pick<ProfileStore, 'load' | 'loadChunk' | 'commit'>;
  readonly lake: Pick<ObjectStore, 'list' | 'get'>;
  readonly validators: EventValidators;
  /** @default records that name a schema are left out */
  readonly schemas?: SchemaRegistry;
  /** As `enrich-events` has them: what they find out is on the profile. @default nothing is found out */
  readonly enrichers?: Enrichers;
  /** @default there are no segments, and nothing is counted by day */
  readonly watch?: SegmentWatch;
  readonly bots?: 'counted' | 'ignored';
  /** How long profiles remember the ids of what they have folded. */
  readonly dedupeDays: number;
  readonly clock: Clock;
  readonly random: Random;
}
