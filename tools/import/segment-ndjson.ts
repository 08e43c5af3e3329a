import { digest } from '../../lambdas/core/hash.ts';
import { parseInstant } from '../../lambdas/decode/instants.ts';
import { isStorable } from '../../lambdas/ports/event-stream.ts';
import { type LogMessage, type ReadFormat, setAside } from './log.ts';
import { splitLines } from './split-lines.ts';

const YEAR_MS = 366 * 86_400_000;
const FIRST_BELIEVABLE = Date.UTC(2000, 0, 1);

const parse = (line: Buffer): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
};

/** The log's own time: a message that is dated before 2000, or a year ahead of the last one, moves no clock. */
const nextTime = (last: number | undefined, timestamp: unknown): number | undefined => {
  const said = typeof timestamp === 'string' ? parseInstant(timestamp) : undefined;
  if (said === undefined || said < FIRST_BELIEVABLE) return last;
  if (last === undefined) return said;
  return said > last + YEAR_MS ? last : Math.max(last, said);
};

const keyOf = ({ userId, anonymousId }: Readonly<Record<string, unknown>>, line: Buffer): string => {
  const id = userId ?? anonymousId;
  return (typeof id === 'string' && id !== '') || typeof id === 'number'
    ? String(id).toWellFormed().slice(0, 256)
    : digest('line', line.toString('base64'));
};

/** One Segment message a line, sent as it is, even where it is broken, if a stream can take it at all. Lines before the first time share that time. */
export const readSegmentNdjson: ReadFormat = async function* (bytes, counts) {
  let at: number | undefined;
  let timeless: Omit<LogMessage, 'at'>[] = [];
  // As bytes: what is not UTF-8 must arrive as it is, so that the stream can refuse it.
  for await (const line of splitLines(bytes)) {
    if (line.length === 0) continue;
    counts.rows += 1;
    const document = parse(line);
    const message = { partitionKey: keyOf(document, line), data: Buffer.from(line) };
    if (!isStorable(message)) {
      setAside(counts, 'too_large');
      continue;
    }
    at = nextTime(at, document.timestamp);
    if (at === undefined) timeless.push(message);
    else {
      const time = at;
      yield* timeless.map((earlier) => ({ ...earlier, at: time }));
      timeless = [];
      yield { ...message, at };
    }
  }
  yield* timeless.map((message) => ({ ...message, at: FIRST_BELIEVABLE }));
};
