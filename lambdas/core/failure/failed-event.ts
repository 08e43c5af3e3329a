import type { Instant } from '../event/event.ts';

/** Why a record never became an event. Closed: a new reason is a new variant. */
export type FailureReason =
  | 'not_json' // bytes that are neither JSON nor a framing we know
  | 'unknown_framing'
  | 'broken_framing' // a checksum, a length or the bytes under a schema are wrong
  | 'unknown_schema' // names a schema that this release does not have: a later one may
  | 'too_large'
  | 'too_deep'
  | 'forbidden_key' // __proto__, constructor or prototype at any depth
  | 'invalid_text' // lone surrogates or NUL in an identifier
  | 'invalid_envelope' // not a Segment message
  | 'schema_violation' // the event's own schema forbids it
  | 'refused' // names an erased and a living person
  | 'quarantined' // of a key that sent more than a person can
  | 'unwritable' // the profiles table cannot take what it makes of its person's profile: as a rule no room is left
  | 'attempts_exhausted'; // Lambda gave it up; its on-failure object was read

/** A record that could not be used, kept whole: retrying cannot mend it, a person or a release can. */
export interface FailedEvent {
  readonly reason: FailureReason;
  /** What is wrong in words, without a value from the record: it may be personal. */
  readonly detail: string;
  /** JSON pointer into the document, where there is one. */
  readonly path?: string;
  /** Id of the schema that it broke, where there is one. */
  readonly schema?: string;
  readonly source?: string;
  readonly receivedAt: Instant;
  /** Where it stood in the stream. A redelivery overwrites itself under this key. */
  readonly position: RecordPosition;
  readonly partitionKey: string;
  readonly raw: Uint8Array;
}

export interface RecordPosition {
  readonly shard: string;
  readonly sequence: string;
  /**
   * Unique in the record. In a JSON array its index; in an aggregate the sub-record's index, as Kinesis's own client
   * counts, plus 2^20 for each element before it where the sub-record is an array; 0 elsewhere.
   */
  readonly subSequence: number;
}
