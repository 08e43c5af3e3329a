import type { Campaign } from '../campaign/campaign.ts';
import type { Instant } from '../event/event.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The longest that one call to SES may take. */
export const MAIL_REQUEST_TIMEOUT_MS = 10 * SECOND_MS;
/** The longest that one invocation of send-email may take. */
export const SEND_EMAIL_TIMEOUT_MS = 60 * SECOND_MS;
/**
 * How long a claim is left alone. Longer than the function's and the request's timeouts together, so that whoever made
 * the claim can no longer be at work when the sweep takes it up.
 */
export const CLAIM_GRACE_MS = 5 * MINUTE_MS;

/** For so long after a decision it may be of a newer deployment than its sender: a campaign that is unknown may be new. */
export const DEPLOYMENT_MS = 15 * MINUTE_MS;

const FIRST_RETRY_MS = 2 * MINUTE_MS;
/** Also how long a send is held where SES has paused the account. */
export const LONGEST_RETRY_MS = 15 * MINUTE_MS;

/** How long to wait for a queued send to be acted on before it is queued again: 2 min, doubling to 15. */
export const retryAfterMs = (queued: number): number =>
  Math.min(FIRST_RETRY_MS * 2 ** Math.max(0, queued - 1), LONGEST_RETRY_MS);

/** The dedupe window and the stream's retention, and as long again: till then a trigger may be reported once more. */
const KEPT_AFTER_EXPIRY_MS = 90 * DAY_MS;
/** "Once per address" outlives any window: the row itself is what remembers it. */
const KEPT_PER_ADDRESS_MS = 3_650 * DAY_MS;

/** When DynamoDB may forget the row, in epoch seconds. Until then the same entry decides nothing new. */
export const ttlOf = (campaign: Campaign, expiresAt: Instant): number => {
  const keptMs =
    campaign.entry.oncePer === 'address'
      ? KEPT_PER_ADDRESS_MS
      : Math.max(KEPT_AFTER_EXPIRY_MS, campaign.entry.againAfterMs ?? 0);
  return Math.ceil((expiresAt + keptMs) / SECOND_MS);
};
