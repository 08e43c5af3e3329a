import { assertNever } from '../assert-never.ts';
import type { Instant, Json } from '../event/event.ts';
import { isObject } from '../profile/read-json.ts';
import type { Grounds, Reason, Send, SendTrigger } from '../send/send.ts';
import { type Rule, ruleOf } from './rules.ts';

/** One decision, as a support agent can read it out, and the way on to its event, its rule and its code. */
export interface ExplainedSend {
  readonly sendId: string;
  readonly step: string;
  readonly state: Send['state'];
  readonly reason?: Reason;
  readonly sentences: readonly string[];
  readonly grounds?: Grounds;
  readonly rule?: Rule;
  readonly trigger: Pick<SendTrigger, 'event' | 'source' | 'messageId' | 'at'>;
  readonly history: Send['history'];
}

type Show = (at: Instant) => string;

/** Says what became of one send, and why. Times are shown by `show`, in the recipient's zone. Pure and total. */
export const explainSend = (row: Send, show: Show): ExplainedSend => {
  const { sendId, step, state, reason, grounds, history } = row;
  const { event, source, messageId, at } = row.trigger;
  return {
    ...{ sendId, step, state, reason, grounds, history },
    sentences: [beginning(row, show), outcome(row, show), ...answersOf(grounds)],
    ...(reason === undefined ? {} : { rule: ruleOf(reason, row.campaign, step) }),
    trigger: { event, source, messageId, at },
  };
};

const beginning = (
  { campaign, step, trigger: { event, properties, at, source, messageId } }: Send,
  show: Show,
): string => {
  const began = typeof properties.segment === 'string' ? `${event} “${properties.segment}”` : event;
  return `${began} at ${show(at)} (source ${source}, message ${messageId}) began “${campaign}”, step “${step}”.`;
};

const outcome = (row: Send, show: Show): string => {
  const endedAt = row.history.at(-1)?.at ?? row.decidedAt;
  switch (row.state) {
    case 'planned':
      return row.reason === 'uncertain'
        ? `SES gave no clear answer at ${show(endedAt)}; it is sent once more, being part of a purchase.`
        : `It waits until ${show(Math.max(row.dueAt, row.wakeAt ?? row.dueAt))}, and is judged again then.${heldOutOf(row)}`;
    case 'claimed':
      return `It was claimed at ${show(endedAt)}; SES has been asked, and has not answered yet.`;
    case 'sent':
    case 'delivered':
    case 'bounced':
    case 'complained':
      return `${SENT[row.state]} (${show(endedAt)})${subjectOf(row)}.${consentOf(row.grounds)}`;
    case 'parked':
      return `Perhaps sent: SES gave no clear answer, and a second mail would be worse than none (${show(endedAt)}).`;
    case 'failed':
    case 'skipped':
    case 'suppressed':
    case 'superseded':
    case 'expired':
      return `Not sent, as decided at ${show(endedAt)}: ${row.reason === undefined ? 'no reason is kept' : why(row.reason, row.grounds ?? {})}.`;
    default:
      return assertNever(row.state);
  }
};

const heldOutOf = ({ arm }: Send): string =>
  arm === 'treated' ? '' : ` It will not go out, whatever is found then: ${why(arm, {})}.`;

const SENT = {
  sent: 'Sent: SES accepted it',
  delivered: 'Sent, and delivered',
  bounced: 'Sent, and it bounced',
  complained: 'Sent, and reported as spam',
} as const;

const subjectOf = ({ subject }: Send): string => (subject === undefined ? '' : `, as “${subject}”`);

const consentOf = (grounds: Grounds | undefined): string =>
  grounds?.said === 'yes'
    ? ` They had agreed to ${text(grounds.topic)} at ${text(grounds.at)} (event ${text(grounds.by)}).`
    : '';

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));

/** Why a mail was not sent, to follow a colon. */
export const why = (reason: Reason, grounds: Grounds): string => {
  switch (reason) {
    case 'no_address':
      return 'no address is known for this person';
    case 'no_consent':
      return grounds.said === 'no'
        ? `they left ${text(grounds.topic)} at ${text(grounds.at)} (event ${text(grounds.by)})`
        : `they never agreed to ${text(grounds.topic)}`;
    case 'holdout':
      return 'they are in the campaign’s comparison group, drawn by lot, which gets nothing on purpose';
    case 'global_holdout':
      return 'they are among the few, drawn by lot, who get no marketing at all';
    case 'not_in_audience':
      return 'they were outside the campaign’s audience';
    case 'entered_recently':
      return `they entered this campaign at ${text(grounds.earlier)} already, and may not enter again so soon`;
    case 'exited':
      return 'the campaign’s exit had come true';
    case 'step_condition':
      return 'the step’s own condition did not hold';
    case 'not_allowed_here':
      return 'this stage mails only the addresses on its list, and theirs is not on it';
    case 'daily_cap':
      return `the day’s limit of ${text(grounds.limit)} mails to this address was used up (${text(grounds.day)} in ${text(grounds.zone)})`;
    case 'address_bounced':
      return `mail to this address has bounced (${text(grounds.since)})`;
    case 'address_complained':
      return `mail to this address was reported as spam (${text(grounds.since)})`;
    case 'erased':
      return 'their data were erased';
    case 'other_cart':
      return `the cart it was about is gone (${text(grounds.emptiedAt)})`;
    case 'other_address':
      return 'it was for one address, and theirs is another one now';
    case 'nothing_to_show':
      return 'everything it would have shown is sold out or gone from the catalogue';
    case 'too_late':
      return grounds.dueAt === undefined
        ? `the event was reported too long after it happened (${text(grounds.happenedAt)})`
        : `it was due at ${text(grounds.dueAt)}, and of use until ${text(grounds.expiresAt)} only`;
    case 'unrenderable':
      return 'its template could not be filled in';
    case 'rejected':
      return 'SES refused it';
    case 'unmerged':
      return `the person it was for turned out to be two (taken apart at ${text(grounds.cutAt)}), and nobody can say whose it was`;
    case 'uncertain':
      return 'SES gave no clear answer';
    case 'campaign_withdrawn':
      return 'the campaign, or this step of it, was withdrawn';
    default:
      return assertNever(reason);
  }
};

/** A condition's questions and what they found, one sentence each. */
const answersOf = (grounds: Grounds | undefined): readonly string[] => {
  const answers = grounds?.answers;
  return Array.isArray(answers) ? answers.flatMap((answer) => (isObject(answer) ? [answerSentence(answer)] : [])) : [];
};

export const answerSentence = ({ asked, found, holds }: { readonly [name: string]: Json }): string => {
  const said = isObject(found) ? Object.entries(found).map(([name, value]) => `${name} ${text(value)}`) : [text(found)];
  return `Asked “${text(asked)}”: found ${said.join(', ')}, so ${holds === true ? 'yes' : 'no'}.`;
};
