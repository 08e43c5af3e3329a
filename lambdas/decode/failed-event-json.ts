import { z } from 'zod';
import type { FailedEvent } from '../core/failure/failed-event.ts';

export const failureReason = z.enum([
  'not_json',
  'unknown_framing',
  'broken_framing',
  'unknown_schema',
  'too_large',
  'too_deep',
  'forbidden_key',
  'invalid_text',
  'invalid_envelope',
  'schema_violation',
  'refused',
  'unwritable',
  'quarantined',
  'attempts_exhausted',
]);

const failedEventJson = z.object({
  reason: failureReason,
  detail: z.string(),
  path: z.string().optional(),
  schema: z.string().optional(),
  source: z.string().optional(),
  receivedAt: z.number(),
  position: z.object({ shard: z.string(), sequence: z.string(), subSequence: z.number() }),
  partitionKey: z.string(),
  raw: z.base64().transform((text): Uint8Array => Buffer.from(text, 'base64')),
});

/** A failed event as it is stored: `raw` in base64, for it may be any bytes. */
export const writeFailedEvent = (failure: FailedEvent): string =>
  JSON.stringify({ ...failure, raw: Buffer.from(failure.raw).toString('base64') });

/** Undefined where the text is no stored failed event. */
export const readFailedEvent = (text: string): FailedEvent | undefined => {
  try {
    return failedEventJson.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

/** A stored failed event, and beside it what was put back in its place. */
export const withMended = (stored: string, mended: Uint8Array): string => {
  const failure = readFailedEvent(stored);
  if (failure === undefined) return stored;
  return JSON.stringify({ ...JSON.parse(writeFailedEvent(failure)), mended: Buffer.from(mended).toString('base64') });
};
