/** Why a request is refused, in words that tell the producer what to do. Never holds a value from the request. */
export interface Refusal {
  readonly kind: 'refused';
  readonly status: 400 | 401 | 404 | 405 | 413 | 429 | 503;
  readonly reason: RefusalReason;
  readonly message: string;
  readonly retryAfterSeconds?: number;
}

export type RefusalReason =
  | 'unknown_path'
  | 'wrong_method'
  | 'other_protocol'
  | 'bad_write_key'
  | 'not_utf8'
  | 'not_json'
  | 'not_a_message'
  | 'event_too_large'
  | 'out_of_bounds'
  | 'body_too_large'
  | 'too_many_events'
  | 'rate_limited'
  | 'not_stored';

export const refuse = (
  status: Refusal['status'],
  reason: RefusalReason,
  message: string,
  retryAfterSeconds?: number,
): Refusal => ({ kind: 'refused', status, reason, message, retryAfterSeconds });
