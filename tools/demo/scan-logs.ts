import type { Instant } from '../../lambdas/core/event/event.ts';
import { type LogFormat, type LogMessage, readLog } from '../import/index.ts';

export interface LogSpan {
  readonly from: Instant;
  readonly to: Instant;
  readonly messages: number;
  readonly rows: number;
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
  }
  if (messages === 0) throw new Error('the log holds no messages.');
  const read = () => (kept === undefined ? readAll(files, format) : fromMemory(kept));
  return { from, to, messages, rows, read };
};
