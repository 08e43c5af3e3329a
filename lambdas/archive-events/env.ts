import { z } from 'zod';

export const archiveEventsEnv = z.object({
  LAKE_BUCKET: z.string().min(1),
});

/** What the construct must set: a missing key fails its type check. */
export type ArchiveEventsEnv = z.input<typeof archiveEventsEnv>;
