const MIB = 1024 * 1024;

/** What one record may cost, whoever sent it. */
export const limits = {
  /** Kinesis's own default for a record. */
  recordBytes: MIB,
  /** After gzip or zlib, all parts of a record together: a bomb stops here. */
  inflatedBytes: 10 * MIB,
  /** Objects and lists within each other; the message itself is the first. */
  depth: 32,
  keysAnObject: 1_000,
  /** Messages in a record that is a JSON array. */
  messagesARecord: 2_500,
  /** Sub-records of a KPL aggregate, and messages in all of them together. */
  messagesAnAggregate: 10_000,
} as const;
