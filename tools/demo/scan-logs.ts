import type { Instant } from '../../lambdas/core/event/event.ts';
import { type LogFormat, readLog } from '../import/index.ts';

export interface LogSpan {
  readonly from: Instant;
  readonly to: Instant;
  readonly messages: number;
}

/** When the logs begin and end, and how much is in them: read once before the replay, which needs to know. */
export const scanLogs = async (files: readonly string[], format: LogFormat): Promise<LogSpan> => {
  let [from, to, messages] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const file of files) {
    for await (const { at } of readLog(file, format)) {
      from = Math.min(from, at);
      to = Math.max(to, at);
      messages += 1;
    }
  }
  if (messages === 0) throw new Error('the log holds no messages.');
  return { from, to, messages };
};
