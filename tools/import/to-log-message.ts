import type { Instant, JsonObject } from '../../lambdas/core/event/event.ts';
import type { LogMessage } from './log.ts';

/** A Segment message of a log, which is its source, at its time of the log. */
export const toLogMessage = (log: string, at: Instant, partitionKey: string, message: JsonObject): LogMessage => ({
  at,
  partitionKey,
  data: Buffer.from(JSON.stringify({ ...message, source: log, timestamp: new Date(at).toISOString() })),
});
