export interface OutgoingRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
}

/** The `events` stream. Resolves once every record is durable: only failed entries were tried again. */
export interface EventStream {
  /** Returns the indexes that could not be stored within the attempts; empty means all are durable. */
  put(records: readonly OutgoingRecord[]): Promise<readonly number[]>;
}
