import { z } from 'zod';
import { jsonText } from '../decode/json-text.ts';

export const sendEmailEnv = z.object({
  PROFILES_TABLE: z.string().min(1),
  SENDS_TABLE: z.string().min(1),
  CATALOGUE_TABLE: z.string().min(1),
  CONFIGURATION_SET: z.string().min(1),
  /** Name or ARN of the secret with the keys of preference links. */
  PREFERENCE_KEYS: z.string().min(1),
  /** Where `manage-preferences` answers, without a slash at the end. */
  PREFERENCES_URL: z.string().regex(/^https?:\/\/[^\s/<>,]+$/),
  /** JSON list of addresses or `*@domain`; `["*"]` (prod) mails everybody. */
  ALLOW_RECIPIENTS: jsonText(z.array(z.string())),
});

/** What the construct must set: a missing key fails its type check. */
export type SendEmailEnv = z.input<typeof sendEmailEnv>;
