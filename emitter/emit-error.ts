export type EmitErrorCode =
  /** Never tried: the buffer holds as much as it may. Await `ready()`, then emit again. */
  | 'buffer_full'
  /** Never tried: no record can hold the event. */
  | 'too_large'
  /** Never tried: nobody did it, or it cannot be written as JSON. */
  | 'invalid'
  /** Never tried: `close()` was called. */
  | 'closed'
  /**
   * Not known to be stored within the time given, or refused for good: `cause` says why. It may be stored all the same:
   * emit it again with this message id and timestamp, and it counts once.
   */
  | 'not_delivered';

/** An event that was not acknowledged. The text holds nothing of the event. */
export class EmitError extends Error {
  override readonly name = 'EmitError';
  readonly code: EmitErrorCode;
  readonly messageId: string;

  constructor(code: EmitErrorCode, messageId: string, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.code = code;
    this.messageId = messageId;
  }
}
