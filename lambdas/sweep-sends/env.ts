import { z } from 'zod';
import { circuitThresholds } from '../decode/circuit-thresholds.ts';

export const sweepSendsEnv = z.object({
  SENDS_TABLE: z.string().min(1),
  TRANSACTIONAL_QUEUE_URL: z.string().min(1),
  MARKETING_QUEUE_URL: z.string().min(1),
  CIRCUIT: circuitThresholds,
});

/** What the construct must set: a missing key fails its type check. */
export type SweepSendsEnv = z.input<typeof sweepSendsEnv>;
