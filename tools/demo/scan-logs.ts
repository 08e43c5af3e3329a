import type { Instant } from '../../lambdas/core/event/event.ts';
import { type LogCounts, type LogFormat, type LogMessage, readLog } from '../import/index.ts';
import { listCounts } from './list-counts.ts';

export interface LogSpan {
  readonly from: Instant;
  readonly to: Instant;
  readonly messages: number;
  readonly rows: number;
  /** Rows that became no message, by the reason. */
  readonly setAside: LogCounts['setAside'];
  /** The files' messages once more, in the order of the files: from memory where they fit, else read again. */
  read(): AsyncIterable<LogMessage>;
}

/** Reading twice costs seconds a file; more than this would cost memory instead. */
const KEPT_BYTES = 200 * 1024 * 1024;

async function* readAll(files: readonly string[], format: LogFormat): AsyncIterable<LogMessage> {
  for (const file of files) yield* readLog(file, format);
}

async function* fromMemory(messages: readonly LogMessage[]): AsyncIterable<LogMessage> {
  yield* messages;
}

/** When the logs begin and end, and how much is in them, which the replay needs to know before it starts. */
export const scanLogs = async (files: readonly string[], format: LogFormat): Promise<LogSpan> => {
  let [from, to, messages, rows, bytes] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0];
  const setAside = new Map<string, number>();
  let kept: LogMessage[] | undefined = [];
  for (const file of files) {
    const log = readLog(file, format);
    for await (const message of log) {
      from = Math.min(from, message.at);
      to = Math.max(to, message.at);
      messages += 1;
      bytes += message.data.length;
      if (bytes > KEPT_BYTES) kept = undefined;
      kept?.push(message);
    }
    rows += log.counts.rows;
    for (const [reason, count] of Object.entries(log.counts.setAside))
      setAside.set(reason, (setAside.get(reason) ?? 0) + count);
  }
  const reasons = Object.fromEntries(setAside);
  if (messages === 0) throw new Error(noMessages(files, rows, format, reasons));
  const read = () => (kept === undefined ? readAll(files, format) : fromMemory(kept));
  return { from, to, messages, rows, setAside: reasons, read };
};

const noMessages = (
  files: readonly string[],
  rows: number,
  format: LogFormat,
  setAside: LogSpan['setAside'],
): string => {
  const why = rows === 0 ? 'no rows' : `none of its ${rows} rows is an event (${listCounts(setAside)})`;
  return `${files.join(', ')}: ${why}. Is it a log of --format ${format}?`;
};
