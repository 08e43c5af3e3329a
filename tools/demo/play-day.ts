import type { EmbeddedCloud } from '../cloud/embedded-cloud.ts';
import type { TimedRecord } from './demo-record.ts';
import type { Progress } from './progress.ts';

const clockTime = (at: number): string => new Date(at).toTimeString().slice(0, 5);

/** Puts each record when its time has come on the cloud's clock, which is held; leaves the clock at `until`. */
export const playRecords = async (
  cloud: EmbeddedCloud,
  records: readonly TimedRecord[],
  until: number,
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<void> => {
  for (const [index, { at, record }] of records.entries()) {
    signal.throwIfAborted();
    await cloud.advanceTo(at);
    cloud.putRecords([record]);
    await cloud.settle();
    progress.show(
      index / records.length,
      `${clockTime(at)}  ${index + 1} events, ${cloud.stores.mail.accepted()} mails`,
    );
  }
  await cloud.advanceTo(until);
  progress.end();
};
