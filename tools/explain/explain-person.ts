import type { Campaign, CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import { type Explanation, explain } from '../../lambdas/core/explain/explain.ts';
import { addressHash } from '../../lambdas/core/identity/identity.ts';
import type { Profile } from '../../lambdas/core/profile/profile.ts';
import type { Hold } from '../../lambdas/core/send/hold.ts';
import { recipientOf } from '../../lambdas/core/send/recipient.ts';
import type { Clock } from '../../lambdas/ports/clock.ts';
import type { ConsentStore } from '../../lambdas/ports/consent-store.ts';
import type { ProfileStore } from '../../lambdas/ports/profile-store.ts';
import type { SendHolds } from '../../lambdas/ports/send-holds.ts';
import type { SendLedger } from '../../lambdas/ports/send-ledger.ts';
import { findPeople } from '../../lambdas/steps/find-identity.ts';
import { sendsOfPerson } from '../../lambdas/steps/sends-of-person.ts';

export interface ExplainPorts {
  readonly book: CampaignBook;
  readonly profiles: Pick<ProfileStore, 'load' | 'profilesAt'>;
  readonly ledger: Pick<SendLedger, 'ofProfile'>;
  readonly consents: Pick<ConsentStore, 'load'>;
  readonly holds: Pick<SendHolds, 'list'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** Beyond a thousand sends, the oldest are left out. */
const SENDS_ASKED = 1_000;

export interface ExplainedPerson {
  readonly profileId: string;
  readonly campaigns: readonly Explanation[];
}

export type Answer =
  | (ExplainedPerson & {
      readonly kind: 'explained';
      /** Who else is at the address that was given: a mail to it is the one's or the other's. */
      readonly others: readonly ExplainedPerson[];
    })
  | { readonly kind: 'unknown_person' }
  | { readonly kind: 'unknown_campaign'; readonly known: readonly string[] };

/**
 * Why somebody did, or did not, get a campaign's mails, or every campaign's. A person is named by profile, user or
 * anonymous id, or by address.
 */
export const explainPerson = async (ports: ExplainPorts, who: string, campaign?: string): Promise<Answer> => {
  const { campaigns } = ports.book;
  const chosen = campaigns.filter(({ name }) => campaign === undefined || name === campaign);
  if (chosen.length === 0) return { kind: 'unknown_campaign', known: campaigns.map(({ name }) => name) };
  const people = await findPeople(ports.profiles, who);
  const holds = await ports.holds.list();
  const [first, ...others] = await Promise.all(people.map((profile) => explainTo(ports, profile, chosen, holds)));
  return first === undefined ? { kind: 'unknown_person' } : { kind: 'explained', ...first, others };
};

const explainTo = async (
  { book, ledger, consents, clock }: ExplainPorts,
  profile: Profile,
  chosen: readonly Campaign[],
  holds: readonly Hold[],
): Promise<ExplainedPerson> => {
  const sends = await sendsOfPerson(ledger, profile, SENDS_ASKED);
  const address = recipientOf(undefined, profile);
  const hash = address === undefined ? undefined : addressHash(address);
  const consent = hash === undefined ? undefined : (await consents.load([hash])).get(hash);
  const asked = { book, profile, sends, consent, holds, now: clock.now() };
  return { profileId: profile.id, campaigns: chosen.map((each) => explain({ ...asked, campaign: each })) };
};
