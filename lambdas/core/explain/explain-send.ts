import { assertNever } from '../assert-never.ts';
import type { Instant, JsonObject } from '../event/event.ts';
import { isObject } from '../profile/read-json.ts';
import type { Finding } from '../segment/findings.ts';
import type { Grounds, Reason, Send, SendTrigger } from '../send/send.ts';
import { type Rule, ruleOf } from './rules.ts';
import { fact, why, word } from './why.ts';

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
    ? ` They had agreed to ${word(grounds.topic) || 'its topic'}${fact(' at ', grounds.at)}${fact(' (event ', grounds.by, ')')}.`
    : '';

/** A condition's questions and what they found, one sentence each. */
const answersOf = (grounds: Grounds | undefined): readonly string[] => {
  const answers = grounds?.answers;
  return Array.isArray(answers) ? answers.flatMap((answer) => (isObject(answer) ? answerSentences(answer) : [])) : [];
};

const answerSentences = ({ asked, found, holds }: JsonObject): readonly string[] =>
  typeof asked === 'string' ? [answerSentence({ asked, found: found ?? null, holds: holds === true })] : [];

export const answerSentence = ({ asked, found, holds }: Finding): string => {
  const said = isObject(found) ? Object.entries(found).map(([name, value]) => name + fact(' ', value)) : [word(found)];
  return `Asked “${asked}”: found ${said.filter((part) => part !== '').join(', ') || 'nothing'}, so ${holds ? 'yes' : 'no'}.`;
};
