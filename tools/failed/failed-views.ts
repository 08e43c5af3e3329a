import { z } from 'zod';
import { failureReason } from '../../lambdas/decode/failed-event-json.ts';

/** What is asked for; all that is given must hold. */
export const failedQuery = z.object({
  reason: failureReason.optional(),
  day: z.iso.date().optional(),
  schema: z.string().optional(),
  source: z.string().optional(),
  event: z.string().optional(),
  /** Objects that are read. */
  limit: z.coerce.number().int().min(0).max(10_000).default(1_000),
});
export type FailedQuery = z.output<typeof failedQuery>;

const entry = z.object({
  key: z.string(),
  reason: z.string(),
  detail: z.string(),
  path: z.string().optional(),
  schema: z.string().optional(),
  source: z.string().optional(),
  event: z.string().optional(),
  receivedAt: z.number(),
});
/** A failed event, or a batch that was given up, without what it holds. */
export type FailedEntry = Readonly<z.infer<typeof entry>>;

export const failedList = z.object({
  counts: z.array(z.object({ reason: z.string(), day: z.string(), count: z.number() })),
  entries: z.array(entry),
  /** Objects that were read for the entries, of those that wait. */
  looked: z.number(),
  waiting: z.number(),
});
export type FailedList = z.infer<typeof failedList>;

/** On its way through HTTP: bytes as base64. */
export const failedDetail = entry.extend({
  position: z.object({ shard: z.string(), sequence: z.string(), subSequence: z.number() }).optional(),
  partitionKey: z.string().optional(),
  raw: z
    .base64()
    .transform((text): Uint8Array => Buffer.from(text, 'base64'))
    .optional(),
});
export type FailedDetail = Readonly<z.output<typeof failedDetail>>;

/** What `failedDetail` reads. */
export const writeDetail = ({ raw, ...rest }: FailedDetail): object => ({
  ...rest,
  ...(raw && { raw: Buffer.from(raw).toString('base64') }),
});

const previews = z.array(
  z.object({
    key: z.string(),
    outcome: z.enum(['would_pass', 'still_failing', 'too_old', 'would_be_handed_over']),
    reason: z.string().optional(),
    path: z.string().optional(),
    before: z.string().optional(),
    after: z.string().optional(),
  }),
);

/** What `redrive-failed` answers. */
export const redriveReport = z.object({
  redriven: z.number(),
  recordsPutBack: z.number(),
  mended: z.number(),
  stillFailing: z.number(),
  left: z.number(),
  tooOld: z.number(),
  notOurs: z.number(),
  next: z.string().optional(),
  previews: previews.optional(),
});
export type RedriveAnswer = z.infer<typeof redriveReport>;
