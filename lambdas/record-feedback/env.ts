import { z } from 'zod';

export const recordFeedbackEnv = z.object({
  PROFILES_TABLE: z.string().min(1),
  SENDS_TABLE: z.string().min(1),
  EVENTS_STREAM: z.string().min(1),
  FAILED_BUCKET: z.string().min(1),
});

/** What the construct must set: a missing key fails its type check. */
export type RecordFeedbackEnv = z.input<typeof recordFeedbackEnv>;
