import type { EventValidators } from '../decode/event-validators.ts';
import type { Catalogue } from '../ports/catalogue.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import type { SchemaRegistry } from '../ports/schema-registry.ts';

export interface LearnPorts {
  readonly lake: ObjectStore;
  readonly catalogue: Catalogue;
  readonly validators: EventValidators;
  /** @default records that name a schema teach nothing */
  readonly schemas?: SchemaRegistry;
  readonly clock: Clock;
  readonly metrics: Metrics;
}
