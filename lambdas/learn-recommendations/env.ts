import { z } from 'zod';

export const learnRecommendationsEnv = z.object({
  LAKE_BUCKET: z.string().min(1),
  CATALOGUE_TABLE: z.string().min(1),
});

/** What the construct must set: a missing key fails its type check. */
export type LearnRecommendationsEnv = z.input<typeof learnRecommendationsEnv>;
