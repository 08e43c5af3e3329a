import { z } from 'zod';
import { jsonText } from '../decode/json-text.ts';

export const sendEmailEnv = z.object({
  PROFILES_TABLE: z.string().min(1),
  SENDS_TABLE: z.string().min(1),
  CATALOGUE_TABLE: z.string().min(1),
  CONFIGURATION_SET: z.string().min(1),
  /** JSON list of addresses or `*@domain`; `["*"]` (prod) mails everybody. */
  ALLOW_RECIPIENTS: jsonText(z.array(z.string())),
});

/** What the construct must set: a missing key fails its type check. */
export type SendEmailEnv = z.input<typeof sendEmailEnv>;
