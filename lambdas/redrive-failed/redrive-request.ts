import { z } from 'zod';
import { isWaiting } from '../core/failure/failed-place.ts';
import type { Mend } from '../core/failure/mend.ts';
import { failureReason } from '../decode/failed-event-json.ts';
import { readMend } from '../decode/mend-json.ts';
import { PlainError } from '../steps/conceal-errors.ts';

const text = z.string().min(1).max(1_024);

const mend = z.unknown().transform((written, context): Mend => {
  const read = readMend(written);
  if (read.kind === 'mend') return read.mend;
  for (const { path, message } of read.mistakes)
    context.addIssue({ code: 'custom', message, path: [...path], input: written });
  return z.NEVER;
});

const redriveRequest = z.strictObject({
  /** All that is given must hold. @default everything that waits */
  select: z
    .strictObject({
      reason: failureReason.optional(),
      day: z.iso.date().optional(),
      schema: text.optional(),
      source: text.optional(),
      event: text.optional(),
      key: text
        .refine(isWaiting, 'is the key of nothing that waits: they begin with failed/ or aws/lambda/')
        .optional(),
    })
    .default({}),
  /** As in `examples/mends/`. Only events that its `when` names are taken. */
  mend: mend.optional(),
  /** Objects that are looked at closely; those passed over do not count. */
  limit: z.int().positive().max(100_000).default(1_000),
  /** Go on after this key, the `next` of an earlier answer. */
  after: text.optional(),
  /** Say what would happen, and do nothing. */
  dryRun: z.boolean().default(false),
  /** Also what is older than message ids are remembered: it counts again where it had been applied. */
  old: z.boolean().default(false),
});

export type RedriveRequest = Omit<z.input<typeof redriveRequest>, 'mend'> & { readonly mend?: unknown };
export type Redriving = z.output<typeof redriveRequest>;

/** Throws a `PlainError` that says to the operator what is wrong with it. */
export const readRequest = (request: RedriveRequest): Redriving => {
  const parsed = redriveRequest.safeParse(request);
  if (!parsed.success) throw new PlainError(z.prettifyError(parsed.error));
  return parsed.data;
};
