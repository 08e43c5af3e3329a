import type { Instant } from '../event/event.ts';

/** Why a record never became an event. Closed: a new reason is a new variant. */
export type FailureReason =
  | 'not_json' // bytes that are neither JSON nor a framing we know
  | 'unknown_framing'
  | 'too_large'
  | 'too_deep'
  | 'forbidden_key' // __proto__, constructor or prototype at any depth
  | 'invalid_text' // lone surrogates or NUL in an identifier
  | 'invalid_envelope' // not a Segment message
  | 'schema_violation' // the event's own schema forbids it
  | 'refused' // names an erased and a living person
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
  /** Within an aggregated record or a JSON array; 0 elsewhere. */
  readonly subSequence: number;
}
