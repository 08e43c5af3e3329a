import type { Campaign } from '../../lambdas/core/campaign/campaign.ts';
import type { Instant } from '../../lambdas/core/event/event.ts';
import { type ExplainedSend, explainSend } from '../../lambdas/core/explain/explain-send.ts';
import type { Membership } from '../../lambdas/core/explain/membership.ts';
import { why } from '../../lambdas/core/explain/why.ts';
import type { Profile } from '../../lambdas/core/profile/profile.ts';
import { type Hold, holdOn } from '../../lambdas/core/send/hold.ts';
import { type Facts, judge, type Verdict } from '../../lambdas/core/send/judge.ts';
import type { Send } from '../../lambdas/core/send/send.ts';
import { ended } from '../../lambdas/core/send/transitions.ts';
import type { TestMail } from '../../lambdas/ports/mailer.ts';
import { type PreparedMail, prepareMail } from '../../lambdas/send-email/prepare-mail.ts';
import { readFacts } from '../../lambdas/send-email/read-facts.ts';
import { deadLinks, type PreviewPorts } from './preview-ports.ts';

export type ShownMail = TestMail & { readonly preheader: string };

export interface MailPreview extends Pick<ExplainedSend, 'step' | 'sentences' | 'reason' | 'grounds' | 'rule'> {
  /** `goes`: now, or when it is due; `held`: it would, and something keeps it back; `done`: it has been decided already. */
  readonly outcome: 'goes' | 'held' | 'done' | 'not_sent';
  /** Where it would go, or was asked for all the same. */
  readonly mail?: ShownMail;
}

export interface Looking {
  readonly sends: readonly Send[];
  readonly holds: readonly Hold[];
  /** Of a broadcast that nobody started: whether they belong to its segment. */
  readonly membership?: Membership;
  /** An instant, as it is written in the recipient's zone. */
  readonly show: (at: Instant) => string;
  readonly locale: string | undefined;
  readonly anyway: boolean;
}

type Judgement = Omit<MailPreview, 'mail' | 'step'>;

/** Whom a mail is shown for where no address is known. */
const NO_ADDRESS = 'nobody@preview.invalid';

/** One row's mail as the sender would make it now, or why there would be none. The campaign is given as live. */
export const previewRow = async (
  ports: PreviewPorts,
  row: Send,
  status: Campaign['status'],
  looking: Looking,
): Promise<MailPreview> => {
  const { step } = row;
  const read = await readFacts(ports, row);
  const now = ports.clock.now();
  if (read.kind === 'end') return { step, ...notSent(ended(row, 'skipped', read.reason, now), now, looking) };
  const facts = { ...read.facts, profile: inLocale(read.facts.profile, looking.locale) };
  const judgement = judgementOn(row, facts, status, looking);
  const isShown = looking.anyway || judgement.outcome === 'goes' || judgement.outcome === 'held';
  if (!isShown) return { step, ...judgement };
  const prepared = await prepareMail(
    { ...ports, links: deadLinks },
    { ...facts, row, address: facts.address ?? row.address ?? NO_ADDRESS },
  );
  if (prepared.kind === 'mail') return { step, ...judgement, mail: shownMail(prepared) };
  const empty = notSent(ended(row, prepared.ending, prepared.reason, now), now, looking);
  return judgement.outcome === 'not_sent' || judgement.outcome === 'done'
    ? { step, ...judgement, sentences: [...judgement.sentences, ...empty.sentences.slice(1)] }
    : { step, ...empty };
};

const shownMail = ({ mail, preheader }: Extract<PreparedMail, { kind: 'mail' }>): ShownMail => {
  const { sendId: _, ...shown } = mail;
  return { ...shown, preheader };
};

const inLocale = (profile: Profile, locale: string | undefined): Profile =>
  locale === undefined
    ? profile
    : { ...profile, traits: { ...profile.traits, locale: { value: locale, at: profile.lastSeenAt, by: 'preview' } } };

const ofRow = (row: Send, { show }: Looking): Omit<Judgement, 'outcome'> => {
  const { sentences, reason, grounds, rule } = explainSend(row, show);
  return { sentences, reason, grounds, rule };
};

/** Of a row that would end so at `at`. */
const notSent = (row: Send, at: Instant, looking: Looking): Judgement => {
  const { sentences, ...of } = ofRow(row, looking);
  const [began = '', , ...answers] = sentences;
  const because = row.reason === undefined ? '' : `: ${why(row.reason, row.grounds ?? {})}`;
  const said = `It does not go out at ${looking.show(at)}${because}.`;
  return { outcome: 'not_sent', ...of, sentences: [began, said, ...answers] };
};

const judgementOn = (row: Send, facts: Facts, status: Campaign['status'], looking: Looking): Judgement => {
  const { show, holds, sends } = looking;
  if (sends.includes(row) && row.state !== 'planned') return { outcome: 'done', ...ofRow(row, looking) };
  if (looking.membership?.isMember === false) return passedOver(row, looking.membership, looking);
  // Kept back at the very decision.
  if (row.state !== 'planned') return notSent(row, facts.now, looking);
  const [began = ''] = explainSend(row, show).sentences;
  if (status === 'draft') {
    const file = `campaigns/${row.campaign}/campaign.yaml: status`;
    const sentences = [began, `It does not go out: “${row.campaign}” is a draft, and nobody gets it.`];
    return { outcome: 'not_sent', sentences, reason: 'campaign_withdrawn', rule: { written: file, code: CODE } };
  }
  const { verdict, at } = judgeWhenDue(row, facts);
  if (verdict.kind === 'end')
    return notSent(ended(row, verdict.ending, verdict.reason, at, verdict.grounds), at, looking);
  if (verdict.kind === 'hold_out') return notSent(ended(row, 'skipped', verdict.reason, at), at, looking);
  const { cap } = verdict;
  if (cap !== undefined && unitsTaken(cap.day, row, facts, sends) >= cap.limit)
    return notSent(ended(row, 'skipped', 'daily_cap', at, { ...cap }), at, looking);
  const goes = at === facts.now ? 'It goes out now' : `It goes out at ${show(at)}, if nothing changes until then`;
  const hold = holdOn(row, holds, facts.now);
  if (status === 'paused')
    return { outcome: 'held', sentences: [began, `${goes}; but the campaign’s own file says “paused”.`] };
  if (hold !== undefined) {
    const held = `held by ${hold.by} since ${show(hold.at)}: ${hold.reason}`;
    return { outcome: 'held', sentences: [began, `${goes}; but it is ${held}.`] };
  }
  return { outcome: 'goes', sentences: [began, `${goes}.`] };
};

/** Whoever is not in its segment gets no row of a broadcast, so there is no reason in the ledger either. */
const passedOver = (row: Send, { said, answers }: Membership, looking: Looking): Judgement => {
  const [began = ''] = ofRow(row, looking).sentences;
  const { segment } = row.trigger.properties;
  return {
    outcome: 'not_sent',
    sentences: [began, `${said}, so the broadcast would pass them over.`, ...answers],
    rule: { written: `campaigns/segments/${segment}.yaml: is`, code: 'lambdas/core/segment/holds.ts' },
  };
};

const CODE = 'lambdas/send-email/read-facts.ts';

/** A mail waits for its time, then perhaps for the morning; more often it is put off by no rule there is. */
const MOST_WAITS = 5;

/** The verdict of the moment at which it is no longer put off, on what is known now. */
const judgeWhenDue = (
  row: Send,
  facts: Facts,
): { readonly verdict: Exclude<Verdict, { kind: 'postpone' }>; readonly at: Instant } => {
  let at = facts.now;
  for (let waits = 0; waits < MOST_WAITS; waits += 1) {
    const verdict = judge(row, { ...facts, now: at });
    if (verdict.kind !== 'postpone') return { verdict, at };
    at = verdict.wakeAt;
  }
  throw new Error('a mail is put off for ever');
};

/** Units of the address's day that this person's mails took; mails to others at the same address are not seen. */
const unitsTaken = (day: string, row: Send, { address }: Facts, sends: readonly Send[]): number =>
  sends.filter((send) => send.capDay === day && send.address === address && send.sendId !== row.sendId).length;
