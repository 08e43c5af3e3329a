import { z } from 'zod';

export const relayPubsubEnv = z.object({
  EVENTS_STREAM: z.string().min(1),
  /** Takes what no stream can. */
  FAILED_BUCKET: z.string().min(1),
  /** The e-mail address of the service account that the subscription pushes as. */
  SERVICE_ACCOUNT: z.email(),
});

/** What the construct must set: a missing key fails its type check. */
export type RelayPubsubEnv = z.input<typeof relayPubsubEnv>;
