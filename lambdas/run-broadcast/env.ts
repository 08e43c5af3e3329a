import { z } from 'zod';

export const runBroadcastEnv = z.object({
  PROFILES_TABLE: z.string().min(1),
  SENDS_TABLE: z.string().min(1),
});

/** What the construct must set: a missing key fails its type check. */
export type RunBroadcastEnv = z.input<typeof runBroadcastEnv>;
