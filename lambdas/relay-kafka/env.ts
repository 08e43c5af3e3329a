import { z } from 'zod';

export const relayKafkaEnv = z.object({
  EVENTS_STREAM: z.string().min(1),
  /** Takes what no stream can. */
  FAILED_BUCKET: z.string().min(1),
});

/** What the construct must set: a missing key fails its type check. */
export type RelayKafkaEnv = z.input<typeof relayKafkaEnv>;
