import { z } from 'zod';
import { jsonText } from '../decode/json-text.ts';

export const collectEnv = z.object({
  EVENTS_STREAM: z.string().min(1),
  /** Takes what is wrong in a batch whose other events are good. */
  FAILED_BUCKET: z.string().min(1),
  /** What becomes of an address once its country is known. */
  ADDRESSES: z.enum(['truncated', 'dropped']),
  /** JSON: SHA-256 (hex) of each write key → the name of its source. */
  WRITE_KEYS: jsonText(z.record(z.string(), z.string())),
});

/** What the construct must set: a missing key fails its type check. */
export type CollectEnv = z.input<typeof collectEnv>;
