/** Where failed events lie in their bucket: a failed event's own object, and a batch that Lambda gave up. */
const EVENT_KEY = /^failed\/reason=([a-z_]+)\/dt=(\d{4}-\d\d-\d\d)\//;
const BATCH_KEY = /^aws\/lambda\/.+\/(\d{4})\/(\d\d)\/(\d\d)\/[^/]+$/;

const EVENTS = 'failed/';
const BATCHES = 'aws/lambda/';
/** What was put back lies under its old key below this. */
const REDRIVEN = 'redriven/';

export interface FailedPlace {
  readonly reason: string;
  /** `2026-11-24`, UTC. */
  readonly day: string;
}

/** Reason and day of a key; undefined where it is neither a failed event's nor a given-up batch's. */
export const placeOf = (key: string): FailedPlace | undefined => {
  const [, reason, day] = EVENT_KEY.exec(key) ?? [];
  if (reason !== undefined && day !== undefined) return { reason, day };
  const [, ...date] = BATCH_KEY.exec(key) ?? [];
  return date.length === 3 ? { reason: 'attempts_exhausted', day: date.join('-') } : undefined;
};

/** The beginnings, in the order of keys, of all that can have this reason and day. */
export const prefixesOf = ({ reason, day }: Partial<FailedPlace>): readonly string[] => {
  if (reason === undefined) return [BATCHES, EVENTS];
  const ofReason = `${EVENTS}reason=${reason}/${day === undefined ? '' : `dt=${day}/`}`;
  return reason === 'attempts_exhausted' ? [BATCHES, ofReason] : [ofReason];
};

/** Whether the key is of a batch that Lambda gave up: megabytes, where a failed event is one record. */
export const isBatch = (key: string): boolean => key.startsWith(BATCHES);

/** Whether the key can be one that still waits: what was put back does not. */
export const isWaiting = (key: string): boolean => key.startsWith(EVENTS) || isBatch(key);

export const redrivenKey = (key: string): string => `${REDRIVEN}${key}`;
