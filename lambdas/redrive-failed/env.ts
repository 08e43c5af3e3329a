import { z } from 'zod';

export const redriveFailedEnv = z.object({
  FAILED_BUCKET: z.string().min(1),
  EVENTS_STREAM: z.string().min(1),
});

/** What the construct must set: a missing key fails its type check. */
export type RedriveFailedEnv = z.input<typeof redriveFailedEnv>;
