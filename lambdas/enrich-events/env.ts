import { z } from 'zod';
import { jsonText } from '../decode/json-text.ts';

const MINUTE_MS = 60_000;

export const enrichEventsEnv = z.object({
  PROFILES_TABLE: z.string().min(1),
  FAILED_BUCKET: z.string().min(1),
  /** Whether what programs send is counted on profiles. */
  BOTS: z.enum(['counted', 'ignored']),
  /** What one key may take of everybody's time, as JSON: see `hotKeys` in the stage's data. */
  HOT_KEYS: jsonText(
    z.object({
      eventsAWindow: z.number().int().positive(),
      windowMinutes: z.number().positive(),
      quarantineMinutes: z.number().positive(),
      shareOfABatch: z.number().positive().max(1),
      eventsABatch: z.number().int().positive(),
    }),
  ).transform(({ windowMinutes, quarantineMinutes, ...limits }) => ({
    ...limits,
    windowMs: windowMinutes * MINUTE_MS,
    quarantineMs: quarantineMinutes * MINUTE_MS,
  })),
  /** How long a message id is remembered. */
  DEDUPE_DAYS: z.coerce.number().int().positive(),
  /** How late a record can be read. */
  STREAM_RETENTION_DAYS: z.coerce.number().positive(),
  /** Registries' ids of schemas that are known beforehand, `confluent:7` → `order-completed/1.avsc`, as JSON. */
  SCHEMA_IDS: jsonText(z.record(z.string(), z.string())),
});

/** What the construct must set: a missing key fails its type check. */
export type EnrichEventsEnv = z.input<typeof enrichEventsEnv>;
