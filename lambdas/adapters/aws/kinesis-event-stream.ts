import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { Clock, Random } from '../../ports/clock.ts';
import { type EventStream, isStorable, type OutgoingRecord, recordBytes } from '../../ports/event-stream.ts';

/** PutRecords' own limits. Source: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const RECORDS_A_CALL = 500;
const BYTES_A_CALL = 5 * 1024 * 1024;

const ATTEMPTS = 6;
const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 1_000;

interface Entry {
  readonly index: number;
  readonly record: OutgoingRecord;
}

/** Consecutive entries that one call may carry. */
const calls = (entries: readonly Entry[]): readonly (readonly Entry[])[] => {
  const all: Entry[][] = [];
  let open: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = recordBytes(entry.record);
    if (open.length === RECORDS_A_CALL || bytes + size > BYTES_A_CALL) {
      all.push(open);
      open = [];
      bytes = 0;
    }
    open.push(entry);
    bytes += size;
  }
  return open.length === 0 ? all : [...all, open];
};

export interface KinesisEventStreamOptions {
  readonly client: KinesisClient;
  readonly streamName: string;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * The stream behind PutRecords. Of a call that failed in part only the failed entries are put again, after a wait
 * with full jitter. A call that fails as a whole is thrown: the SDK has tried it again already. A record that Kinesis
 * can never take is reported as not stored, so that it does not fail its neighbours.
 */
export const kinesisEventStream = ({ client, streamName, clock, random }: KinesisEventStreamOptions): EventStream => {
  /** The entries that were not stored. */
  const putOnce = async (entries: readonly Entry[]): Promise<readonly Entry[]> => {
    const { Records = [] } = await client.send(
      new PutRecordsCommand({
        StreamName: streamName,
        Records: entries.map(({ record }) => ({ PartitionKey: record.partitionKey, Data: record.data })),
      }),
    );
    return entries.filter((_, at) => Records[at]?.SequenceNumber === undefined);
  };

  const putAll = async (entries: readonly Entry[]): Promise<readonly Entry[]> => {
    const failed: Entry[] = [];
    for (const call of calls(entries)) failed.push(...(await putOnce(call)));
    return failed;
  };

  return {
    put: async (records) => {
      const entries = records.map((record, index) => ({ index, record }));
      const impossible = entries.filter(({ record }) => !isStorable(record));
      let waiting: readonly Entry[] = entries.filter((entry) => !impossible.includes(entry));
      for (let attempt = 0; attempt < ATTEMPTS && waiting.length > 0; attempt += 1) {
        if (attempt > 0)
          await clock.sleep(random.fraction() * Math.min(FIRST_WAIT_MS * 2 ** (attempt - 1), LONGEST_WAIT_MS));
        waiting = await putAll(waiting);
      }
      return [...impossible, ...waiting].map(({ index }) => index).sort((a, b) => a - b);
    },
  };
};
