import { BROADCAST, segmentOfBroadcast } from '../campaign/broadcast-trigger.ts';
import type { Campaign, CampaignBook } from '../campaign/campaign.ts';
import { zoneOf } from '../campaign/zone.ts';
import type { Consent } from '../consent/consent.ts';
import type { Instant } from '../event/event.ts';
import { own } from '../own.ts';
import type { Profile } from '../profile/profile.ts';
import { findingsOf } from '../segment/findings.ts';
import { isSegmentEvent } from '../segment/segment.ts';
import type { Hold } from '../send/hold.ts';
import { recipientOf } from '../send/recipient.ts';
import type { Send } from '../send/send.ts';
import { localStamp } from '../time/local-stamp.ts';
import { answerSentence, type ExplainedSend, explainSend } from './explain-send.ts';
import { heldBack } from './held-back.ts';
import { membershipOf } from './membership.ts';

/** Why somebody did, or did not, get a campaign's mails. */
export interface Explanation {
  readonly campaign: string;
  readonly status: Campaign['status'];
  /** The newest first. */
  readonly decisions: readonly ExplainedSend[];
  /** Where nothing was ever decided: what did not happen. */
  readonly never: readonly string[];
}

export interface Asked {
  readonly book: CampaignBook;
  readonly campaign: Campaign;
  readonly profile: Profile;
  /** The person's sends, the newest first; those of other campaigns are left out. */
  readonly sends: readonly Send[];
  readonly consent?: Consent;
  /** Lifted ones may be among them. */
  readonly holds: readonly Hold[];
  readonly now: Instant;
}

/** Explains one campaign to whoever asks about one person. "Never matched" is worked out now, from what is known now. */
export const explain = (asked: Asked): Explanation => {
  const { book, campaign, profile, sends, holds, now } = asked;
  const { zone } = zoneOf(profile, book.brand);
  const rows = sends.filter((row) => row.campaign === campaign.name);
  const show = (at: Instant): string => localStamp(at, zone);
  return {
    campaign: campaign.name,
    status: campaign.status,
    decisions: rows.map((row) => {
      const told = explainSend(row, show);
      const isWaiting = row.state === 'planned' && row.arm === 'treated';
      const held = isWaiting ? heldBack(row, campaign, holds, now, show) : undefined;
      return held === undefined ? told : { ...told, sentences: [...told.sentences, held] };
    }),
    never: rows.length > 0 ? [] : whyNever(asked, zone, show),
  };
};

const whyNever = (asked: Asked, zone: string, show: (at: Instant) => string): readonly string[] => {
  const { campaign } = asked;
  const { name, status, trigger } = campaign;
  if (status === 'draft') return [`“${name}” is a draft: nobody gets it (campaigns/${name}/campaign.yaml: status).`];
  if (trigger.event === BROADCAST) return whyNoBroadcast(asked, zone);
  if (isSegmentEvent(trigger.event)) return whyNoSegment(asked, zone, show);
  const counter = own(asked.profile.counters, trigger.event);
  const begins = `campaigns/${name}/campaign.yaml: trigger`;
  if (counter === undefined) return [`They never did “${trigger.event}”, which begins “${name}” (${begins}).`];
  const where = trigger.where === undefined ? '' : ` Its “where” asks for more than the event’s name.`;
  const from = trigger.from === undefined ? '' : ` It believes ${trigger.from.join(', ')} alone.`;
  return [
    `They did “${trigger.event}” ${counter.count === 1 ? 'once' : `${counter.count} times`}, last at ${show(counter.lastAt)}, and no decision about “${name}” is kept.${where}${from}`,
    'An event decides nothing that was imported, that a program sent, that came too late to touch a cart, that came before the campaign was deployed, or that is about another topic. A decision is forgotten 90 days after its mail expired.',
  ];
};

const whyNoBroadcast = ({ book, campaign, profile, now }: Asked, zone: string): readonly string[] => {
  const { name } = campaign;
  const segment = book.segments.find((each) => each.name === segmentOfBroadcast(campaign));
  const starts = `“${name}” is a broadcast: it goes out when somebody starts it (npx kairos broadcast ${name}), to whoever is in its segment then. No run of it has decided about them, or it was forgotten, 90 days after its mail expired.`;
  if (segment === undefined) return [starts];
  const { said, answers } = membershipOf(segment, profile, { now, zone });
  const hasAddress = recipientOf(undefined, profile) !== undefined;
  return [
    starts,
    `${said}.`,
    ...answers,
    ...(hasAddress ? [] : ['No address is known for them, and a broadcast passes over whoever has none.']),
  ];
};

const whyNoSegment = (
  { book, campaign, profile, consent, now }: Asked,
  zone: string,
  show: (at: Instant) => string,
): readonly string[] => {
  const names =
    campaign.trigger.where?.flatMap(({ property, equals }) => (property === 'segment' ? [equals] : [])) ?? [];
  const segment = book.segments.find((each) => names.includes(each.name));
  const what = `“${campaign.trigger.event}”${segment === undefined ? '' : ` “${segment.name}”`}`;
  if (segment === undefined) return [`${what} begins “${campaign.name}”, and never happened to them.`];
  const since = own(profile.segments ?? {}, segment.name)?.since;
  const member =
    since === undefined
      ? `They are not in “${segment.name}” (campaigns/segments/${segment.name}.yaml).`
      : `They have been in “${segment.name}” since ${show(since)}.`;
  const answers = findingsOf(segment.predicate, profile, { now, zone, consent });
  return [
    `${what} begins “${campaign.name}”, and was never told of them. ${member}`,
    ...answers.map((a) => answerSentence({ ...a })),
  ];
};
