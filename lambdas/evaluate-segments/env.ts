import { z } from 'zod';

export const evaluateSegmentsEnv = z.object({
  PROFILES_TABLE: z.string().min(1),
});

/** What the construct must set: a missing key fails its type check. */
export type EvaluateSegmentsEnv = z.input<typeof evaluateSegmentsEnv>;
