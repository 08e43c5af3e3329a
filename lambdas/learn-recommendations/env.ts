import { z } from 'zod';
import { jsonText } from '../decode/json-text.ts';

export const learnRecommendationsEnv = z.object({
  LAKE_BUCKET: z.string().min(1),
  CATALOGUE_TABLE: z.string().min(1),
  /** As for enrich-events. */
  SCHEMA_IDS: jsonText(z.record(z.string(), z.string())),
});

/** What the construct must set: a missing key fails its type check. */
export type LearnRecommendationsEnv = z.input<typeof learnRecommendationsEnv>;
