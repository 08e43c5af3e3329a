import { z } from 'zod';

export const sweepSendsEnv = z.object({
  SENDS_TABLE: z.string().min(1),
  TRANSACTIONAL_QUEUE_URL: z.string().min(1),
  MARKETING_QUEUE_URL: z.string().min(1),
});

/** What the construct must set: a missing key fails its type check. */
export type SweepSendsEnv = z.input<typeof sweepSendsEnv>;
