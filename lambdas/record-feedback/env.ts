import { z } from 'zod';
import { circuitThresholds } from '../decode/circuit-thresholds.ts';

export const recordFeedbackEnv = z.object({
  PROFILES_TABLE: z.string().min(1),
  SENDS_TABLE: z.string().min(1),
  CIRCUIT: circuitThresholds,
  EVENTS_STREAM: z.string().min(1),
  FAILED_BUCKET: z.string().min(1),
});

/** What the construct must set: a missing key fails its type check. */
export type RecordFeedbackEnv = z.input<typeof recordFeedbackEnv>;
