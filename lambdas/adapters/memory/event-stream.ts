import { type EventStream, isStorable, type OutgoingRecord } from '../../ports/event-stream.ts';

/** A stream in memory; `refuse` names records that it cannot store, as a throttled shard's. */
export const memoryEventStream = ({
  refuse = (_record: OutgoingRecord): boolean => false,
} = {}): EventStream & { readonly records: OutgoingRecord[] } => {
  const stored: OutgoingRecord[] = [];
  return {
    records: stored,
    put: async (records) => {
      const failed: number[] = [];
      for (const [index, record] of records.entries()) {
        if (refuse(record) || !isStorable(record)) failed.push(index);
        else stored.push({ ...record, data: Uint8Array.from(record.data) });
      }
      return failed;
    },
  };
};
