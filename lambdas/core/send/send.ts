import type { Instant, Json, JsonObject } from '../event/event.ts';
import type { MailNote } from '../feedback/mail-note.ts';
import type { AddressHash, ProfileId } from '../identity/identity.ts';
import type { Goal } from '../result/goal.ts';

/** H(campaign, step, entry key): the same decision, taken twice, is one row. */
export type SendId = string & { readonly brand: 'SendId' };

export type SendState =
  | 'planned' // waits for its time
  | 'claimed' // SES may have been called
  | 'sent' // SES accepted it
  | 'delivered'
  | 'bounced'
  | 'complained'
  | 'skipped'
  | 'suppressed'
  | 'superseded'
  | 'expired'
  | 'parked' // uncertain, and nobody may try again
  | 'failed'; // SES refused it for good

/** Who gets the campaign's mails, who gets none of this campaign's, and who gets no marketing at all. */
export type Arm = 'treated' | 'holdout' | 'global_holdout';

/** Why a mail was not sent. Closed: a new reason is a new variant. */
export type Reason =
  | 'no_address'
  | 'no_consent'
  | 'holdout' // of this campaign
  | 'global_holdout' // of all marketing
  | 'not_in_audience'
  | 'entered_recently' // before the campaign's againAfter had passed
  | 'exited' // the campaign's exit came true
  | 'step_condition' // the step's onlyIf did not hold
  | 'not_allowed_here' // the stage mails only its allow-list
  | 'daily_cap'
  | 'address_bounced'
  | 'address_complained'
  | 'erased'
  | 'other_cart' // the cart it was about is gone, another one is open
  | 'other_address' // once per address, and their address is another one now
  | 'nothing_to_show'
  | 'too_late' // past the campaign's maximum age
  | 'unrenderable'
  | 'rejected' // by SES
  | 'unmerged' // its person turned out to be two, and nobody can say whose it was
  | 'uncertain' // no word from SES within the grace
  | 'campaign_withdrawn';

/**
 * What a decision was taken on, as it stood then: instants as ISO 8601, answers to conditions, nothing that says who
 * the person is.
 */
export type Grounds = Readonly<Record<string, Json>>;

export interface SendTrigger {
  readonly event: string;
  readonly messageId: string;
  readonly source: string;
  readonly at: Instant;
  readonly receivedAt: Instant;
  readonly properties: JsonObject;
}

/** A row of the ledger: one decision, whether it became a mail or not. `SEND#<sendId>`. */
export interface Send {
  readonly sendId: SendId;
  /** Grows with every write; every write is conditional on the one it read. */
  readonly revision: number;
  readonly campaign: string;
  /** Of the text that was sent, once it is claimed; before, of the campaign as it was at the decision. */
  readonly campaignVersion: string;
  readonly step: string;
  readonly entryKey: string;
  readonly profileId: ProfileId;
  /** As it was at the decision, or at the latest claim; absent: none was known. */
  readonly address?: string;
  readonly addressHash?: AddressHash;
  /** The event itself named the address: the mail goes there, whatever the profile says. Else to whatever it says. */
  readonly addressNamed?: true;
  readonly transactional: boolean;
  /** Of the comparison, by lot, at the decision: it never changes. */
  readonly arm: Arm;
  /** The consent epoch of `address`. */
  readonly epoch: number;
  /** When its person had last been taken apart at the decision; absent: never. */
  readonly cutAt?: Instant;
  readonly trigger: SendTrigger;
  /** The cart's key at the decision, where the campaign is once per cart. */
  readonly cartKey?: string;
  readonly state: SendState;
  readonly reason?: Reason;
  /** Of the reason; absent where the reason says it all. */
  readonly grounds?: Grounds;
  readonly decidedAt: Instant;
  readonly dueAt: Instant;
  readonly expiresAt: Instant;
  /** When someone must look at it next; absent: nobody must. Key of the sparse `wake` index. */
  readonly wakeAt?: Instant;
  /** Times it was queued since it fell due: the sweep's back-off. */
  readonly queued: number;
  /** One per attempt, random: whose claim it is. */
  readonly claimId?: string;
  /** Claims so far: 1, or 2 for a transactional mail that was sent once more. */
  readonly attempts: number;
  /** An attempt ended without a definite answer from SES. Never goes back to false. */
  readonly uncertain: boolean;
  /** The cap unit it holds, to be returned on a definite error. */
  readonly capDay?: string;
  readonly sesMessageId?: string;
  /** By SES's clock: when it took the mail, and when the recipient's server did. */
  readonly acceptedAt?: Instant;
  readonly deliveredAt?: Instant;
  /** Opens, clicks and delays by SES's word, machines' too; at most the first 50. */
  readonly notes?: readonly MailNote[];
  /** What its person did of the campaign's goal, within its time of the entry; on an entry's first step alone. */
  readonly goals?: readonly Goal[];
  readonly subject?: string;
  /** Everything that happened to it, oldest first, at most 30. */
  readonly history: readonly { readonly state: SendState; readonly at: Instant; readonly reason?: Reason }[];
  /** Epoch seconds; DynamoDB deletes it some time after. */
  readonly ttl: number;
}
