import { z } from 'zod';
import { jsonText } from '../decode/json-text.ts';

export const unmergeProfilesEnv = z.object({
  PROFILES_TABLE: z.string().min(1),
  LAKE_BUCKET: z.string().min(1),
  /** These three as for enrich-events: what was folded is folded the same way. */
  BOTS: z.enum(['counted', 'ignored']),
  DEDUPE_DAYS: z.coerce.number().int().positive(),
  SCHEMA_IDS: jsonText(z.record(z.string(), z.string())),
});

/** What the construct must set: a missing key fails its type check. */
export type UnmergeProfilesEnv = z.input<typeof unmergeProfilesEnv>;
