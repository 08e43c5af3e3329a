import { z } from 'zod';

export const enrichEventsEnv = z.object({
  PROFILES_TABLE: z.string().min(1),
  FAILED_BUCKET: z.string().min(1),
  /** How long a message id is remembered. */
  DEDUPE_DAYS: z.coerce.number().int().positive(),
  /** How late a record can be read. */
  STREAM_RETENTION_DAYS: z.coerce.number().positive(),
});

/** What the construct must set: a missing key fails its type check. */
export type EnrichEventsEnv = z.input<typeof enrichEventsEnv>;
