import { z } from 'zod';
import { jsonText } from '../decode/json-text.ts';

export const redriveFailedEnv = z.object({
  FAILED_BUCKET: z.string().min(1),
  EVENTS_STREAM: z.string().min(1),
  PROFILES_TABLE: z.string().min(1),
  DECIDE_SENDS: z.string().min(1),
  /** As for enrich-events. */
  SCHEMA_IDS: jsonText(z.record(z.string(), z.string())),
  /** As for enrich-events: what is older might count twice. */
  DEDUPE_DAYS: z.coerce.number().int().positive(),
});

/** What the construct must set: a missing key fails its type check. */
export type RedriveFailedEnv = z.input<typeof redriveFailedEnv>;
