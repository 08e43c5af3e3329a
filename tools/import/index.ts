import { type LogCounts, LogFormatError, type LogMessage, type LogOptions, type ReadFormat } from './log.ts';
import { readOnlineRetail } from './online-retail.ts';
import { describeUnreadable, openLog } from './open-log.ts';
import { readRees46 } from './rees46.ts';
import { readSegmentNdjson } from './segment-ndjson.ts';

export type { LogCounts, LogMessage, LogOptions, SetAsideReason } from './log.ts';
export { LogFormatError } from './log.ts';

const FORMATS = {
  rees46: readRees46,
  'online-retail': readOnlineRetail,
  'segment-ndjson': readSegmentNdjson,
} as const satisfies Record<string, ReadFormat>;

export type LogFormat = keyof typeof FORMATS;

export const logFormats = Object.keys(FORMATS);
export const isLogFormat = (name: string): name is LogFormat => Object.hasOwn(FORMATS, name);

export interface LogReader extends AsyncIterable<LogMessage> {
  /** Grows while messages are read. */
  readonly counts: LogCounts;
}

/**
 * A file's messages in order of time, one at a time, however long the file is. To be read once. The same row has the
 * same message id in every file that holds it; a row that is wrong is set aside, and the others go on. Throws a
 * LogFormatError, which names the file, where that is not of the format or cannot be read to its end.
 */
export const readLog = (file: string, format: LogFormat, options: LogOptions = {}): LogReader => {
  const counts: LogCounts = { rows: 0, messages: 0, setAside: {} };
  const read: ReadFormat = FORMATS[format];
  return {
    counts,
    [Symbol.asyncIterator]: async function* () {
      try {
        for await (const message of read(await openLog(file), counts, options)) {
          counts.messages += 1;
          yield message;
        }
      } catch (error) {
        throw new LogFormatError(`${file}: ${describeUnreadable(error)}`);
      }
    },
  };
};
