import { z } from 'zod';
import { jsonText } from '../decode/json-text.ts';

export const enrichEventsEnv = z.object({
  PROFILES_TABLE: z.string().min(1),
  FAILED_BUCKET: z.string().min(1),
  /** Whether what programs send is counted on profiles. */
  BOTS: z.enum(['counted', 'ignored']),
  /** How long a message id is remembered. */
  DEDUPE_DAYS: z.coerce.number().int().positive(),
  /** How late a record can be read. */
  STREAM_RETENTION_DAYS: z.coerce.number().positive(),
  /** Registries' ids of schemas that are known beforehand, `confluent:7` → `order-completed/1.avsc`, as JSON. */
  SCHEMA_IDS: jsonText(z.record(z.string(), z.string())),
});

/** What the construct must set: a missing key fails its type check. */
export type EnrichEventsEnv = z.input<typeof enrichEventsEnv>;
