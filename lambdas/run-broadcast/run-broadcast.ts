import { segmentOfBroadcast } from '../core/campaign/broadcast-trigger.ts';
import type { Campaign, CampaignBook } from '../core/campaign/campaign.ts';
import type { Instant } from '../core/event/event.ts';
import { addressHash } from '../core/identity/identity.ts';
import type { Segment } from '../core/segment/segment.ts';
import { type Broadcast, broadcastRows, type Recipient, recipientsOf } from '../core/send/broadcast.ts';
import type { Broadcasts } from '../ports/broadcasts.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConsentStore } from '../ports/consent-store.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { ProfilePages } from '../ports/profile-pages.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import { PlainError } from '../steps/conceal-errors.ts';
import { countEnding } from '../steps/count-ending.ts';
import { countFailure } from '../steps/count-failure.ts';

export interface RunBroadcastPorts {
  readonly book: CampaignBook;
  readonly broadcasts: Broadcasts;
  readonly pages: ProfilePages;
  readonly consents: Pick<ConsentStore, 'load'>;
  readonly ledger: Pick<SendLedger, 'plan'>;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** The next minute's run goes on where this one stops. */
const BUDGET_MS = 45_000;

/**
 * Takes every broadcast under way a good piece further: counts whom it would reach, or puts their rows in the ledger,
 * from where the last run stopped. A page that was done and not written down is done again, and puts nothing new; two
 * runs at once do the same twice, and one of them goes on. The mails themselves are the sweep's and the senders' work.
 */
export const runBroadcasts = (ports: RunBroadcastPorts) => async (): Promise<void> => {
  const startedAt = ports.clock.now();
  let failed = 0;
  for (const broadcast of await ports.broadcasts.list()) {
    try {
      await run(ports, broadcast, startedAt);
    } catch (error) {
      countFailure(ports.metrics, 'run-broadcast', error);
      failed += 1;
    }
  }
  // Said only now: one that cannot go on must not hold up the others.
  if (failed > 0) throw new PlainError(`${failed} broadcasts could not go on; the next minute tries again`);
};

const run = async (ports: RunBroadcastPorts, found: Broadcast, startedAt: Instant): Promise<void> => {
  let broadcast = found;
  while (isUnderWay(broadcast) && ports.clock.now() - startedAt <= BUDGET_MS) {
    const next = await goOn(ports, broadcast);
    // Stopped meanwhile, or another run is ahead.
    if ((await ports.broadcasts.save(next)) === 'conflict') return;
    broadcast = next;
  }
};

const isUnderWay = ({ state }: Broadcast): boolean => state === 'counting' || state === 'running';

/** One page further. */
const goOn = async (ports: RunBroadcastPorts, broadcast: Broadcast): Promise<Broadcast> => {
  const { book, pages, clock } = ports;
  const { campaign, segment } = targetOf(book, broadcast);
  const { profiles, next } = await pages.page(broadcast.position);
  const recipients = recipientsOf(segment, book.brand, profiles, clock.now());
  if (broadcast.state === 'running') await plan(ports, broadcast, campaign, segment, recipients);
  const ended = broadcast.state === 'running' ? 'done' : 'counted';
  return {
    ...broadcast,
    revision: broadcast.revision + 1,
    state: next === undefined ? ended : broadcast.state,
    position: next,
    read: broadcast.read + profiles.length,
    members: broadcast.members + recipients.length,
    reachable: broadcast.reachable + recipients.filter(({ address }) => address !== undefined).length,
  };
};

/** A deployment may have taken its campaign or segment away. */
const targetOf = (
  { campaigns, segments }: CampaignBook,
  broadcast: Broadcast,
): { readonly campaign: Campaign; readonly segment: Segment } => {
  const campaign = campaigns.find(({ name }) => name === broadcast.campaign);
  const segment = segments.find(({ name }) => campaign !== undefined && name === segmentOfBroadcast(campaign));
  if (campaign === undefined || segment === undefined)
    throw new PlainError('a broadcast is under way whose campaign or segment is not deployed: stop it');
  return { campaign, segment };
};

const plan = async (
  { book: { brand }, consents, ledger, clock, metrics }: RunBroadcastPorts,
  broadcast: Broadcast,
  campaign: Campaign,
  segment: Segment,
  recipients: readonly Recipient[],
): Promise<void> => {
  const addresses = recipients.flatMap(({ address }) => (address === undefined ? [] : [addressHash(address)]));
  if (addresses.length === 0) return;
  const agreed = await consents.load(addresses);
  const now = clock.now();
  const rows = recipients.flatMap((recipient) => {
    const consent = recipient.address === undefined ? undefined : agreed.get(addressHash(recipient.address));
    return broadcastRows(recipient, { broadcast, campaign, segment, brand, consent, now });
  });
  const added = await ledger.plan(rows);
  for (const row of rows) {
    if (!added.has(row.sendId)) continue;
    if (row.state === 'planned') metrics.count('SendsPlanned', 1, { Campaign: row.campaign });
    else countEnding(metrics, row);
  }
};
