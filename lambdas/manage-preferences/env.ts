import { z } from 'zod';

export const managePreferencesEnv = z.object({
  PROFILES_TABLE: z.string().min(1),
  EVENTS_STREAM: z.string().min(1),
  FAILED_BUCKET: z.string().min(1),
  /** Name or ARN of the secret with the keys of the links. */
  PREFERENCE_KEYS: z.string().min(1),
});

/** What the construct must set: a missing key fails its type check. */
export type ManagePreferencesEnv = z.input<typeof managePreferencesEnv>;
