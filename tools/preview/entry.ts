import type { Campaign } from '../../lambdas/core/campaign/campaign.ts';
import { addressHash } from '../../lambdas/core/identity/identity.ts';
import type { AppliedEvent, Profile } from '../../lambdas/core/profile/profile.ts';
import { decide, matchOf } from '../../lambdas/core/send/decide.ts';
import { recipientOf } from '../../lambdas/core/send/recipient.ts';
import type { Send } from '../../lambdas/core/send/send.ts';
import type { PreviewPorts } from './preview-ports.ts';
import { sampleProductIds, sampleTrigger } from './sample-trigger.ts';

/** The rows of one entry into a campaign, one a step, as the ledger has them or as it would get them. */
export interface Entry {
  readonly kind: 'real' | 'sample';
  readonly trigger: Pick<Send['trigger'], 'event' | 'at'>;
  readonly rows: readonly Send[];
}

/** A sample is about this many products. */
const PRODUCTS = 2;

/** The person's latest entry into the campaign; where there is none, the one that would begin now. */
export const entryOf = async (
  ports: PreviewPorts,
  campaign: Campaign,
  profile: Profile,
  sends: readonly Send[],
): Promise<Entry> => {
  const latest = sends.find((send) => send.campaign === campaign.name);
  if (latest === undefined) {
    const event = await sampleFor(ports, campaign, profile);
    const trigger = { event: event.name, at: event.at };
    return { kind: 'sample', trigger, rows: await rowsOf(ports, campaign, profile, sends, event) };
  }
  const decided = new Map(
    sends
      .filter((send) => send.campaign === campaign.name && send.entryKey === latest.entryKey)
      .map((send) => [send.step, send]),
  );
  const { event: name, ...rest } = latest.trigger;
  // A step that was written since is shown as it would have been planned.
  const address = latest.addressNamed === true ? latest.address : undefined;
  const planned = await rowsOf(ports, campaign, profile, sends, { name, ...rest, cartKey: latest.cartKey, address });
  return { kind: 'real', trigger: latest.trigger, rows: planned.map((row) => decided.get(row.step) ?? row) };
};

const sampleFor = async (
  { book, catalogue, clock }: PreviewPorts,
  campaign: Campaign,
  profile: Profile,
): Promise<AppliedEvent> => {
  const ids = [...sampleProductIds(profile), ...(await catalogue.bestsellers())];
  const found = await catalogue.products(ids.slice(0, 20));
  const products = ids.flatMap((id) => found.get(id) ?? []).slice(0, PRODUCTS);
  return sampleTrigger(campaign, book.brand, profile, products, clock.now());
};

/** What `decide-sends` would put into the ledger for this event, now. */
const rowsOf = async (
  { book, consents, clock }: PreviewPorts,
  campaign: Campaign,
  profile: Profile,
  sends: readonly Send[],
  applied: AppliedEvent,
): Promise<readonly Send[]> => {
  const { brand } = book;
  const address = recipientOf(applied.address, profile);
  const known = address === undefined ? new Map() : await consents.load([addressHash(address)]);
  const match = matchOf(campaign, brand, profile, applied);
  if (match === undefined) throw new Error(`${applied.name} belongs to no entry of ${campaign.name}`);
  return decide(match, profile, { now: clock.now(), brand, epochOf: (hash) => known.get(hash)?.epoch ?? 0, sends });
};
