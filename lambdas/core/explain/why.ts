import { assertNever } from '../assert-never.ts';
import type { Json } from '../event/event.ts';
import type { Grounds, Reason } from '../send/send.ts';

/** A fact as it is read out; empty where none was kept. */
export const word = (value: Json | undefined): string => {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(word).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
};

/** A fact with what leads to it and what follows; nothing at all where none was kept, as in older rows. */
export const fact = (before: string, value: Json | undefined, after = ''): string =>
  word(value) === '' ? '' : `${before}${word(value)}${after}`;

/** Why a mail was not sent, to follow a colon. */
export const why = (reason: Reason, grounds: Grounds): string => {
  const { earlier, limit, day, zone, since, emptiedAt, cutAt } = grounds;
  switch (reason) {
    case 'no_address':
      return 'no address is known for this person';
    case 'no_consent':
      return withoutConsent(grounds);
    case 'holdout':
      return 'they are in the campaign’s comparison group, drawn by lot, which gets nothing on purpose';
    case 'global_holdout':
      return 'they are among the few, drawn by lot, who get no marketing at all';
    case 'not_in_audience':
      return 'they were outside the campaign’s audience';
    case 'entered_recently':
      return `they entered this campaign${fact(' at ', earlier)} already, and may not enter again so soon`;
    case 'exited':
      return 'the campaign’s exit had come true';
    case 'step_condition':
      return 'the step’s own condition did not hold';
    case 'not_allowed_here':
      return 'this stage mails only the addresses on its list, and theirs is not on it';
    case 'daily_cap':
      return `the day’s limit of ${fact('', limit, ' ')}mails to this address was used up${fact(' (', day, `${fact(' in ', zone)})`)}`;
    case 'address_bounced':
      return `mail to this address has bounced${fact(' (', since, ')')}`;
    case 'address_complained':
      return `mail to this address was reported as spam${fact(' (', since, ')')}`;
    case 'erased':
      return 'their data were erased';
    case 'other_cart':
      return `the cart it was about is gone${fact(' (', emptiedAt, ')')}`;
    case 'other_address':
      return 'it was for one address, and theirs is another one now';
    case 'nothing_to_show':
      return 'everything it would have shown is sold out or gone from the catalogue';
    case 'too_late':
      return tooLate(grounds);
    case 'unrenderable':
      return 'its template could not be filled in';
    case 'rejected':
      return 'SES refused it';
    case 'unmerged':
      return `the person it was for turned out to be two${fact(' (taken apart at ', cutAt, ')')}, and nobody can say whose it was`;
    case 'uncertain':
      return 'SES gave no clear answer';
    case 'campaign_withdrawn':
      return 'the campaign, or this step of it, was withdrawn';
    default:
      return assertNever(reason);
  }
};

const withoutConsent = ({ said, topic, at, by }: Grounds): string => {
  const what = word(topic) || 'its topic';
  if (said === 'no') return `they left ${what}${fact(' at ', at)}${fact(' (event ', by, ')')}`;
  return said === 'nothing' ? `they never agreed to ${what}` : `they have not agreed to ${what}`;
};

const tooLate = ({ dueAt, expiresAt, happenedAt }: Grounds): string =>
  word(dueAt) === ''
    ? `the event was reported too long after it happened${fact(' (', happenedAt, ')')}`
    : `it was due at ${word(dueAt)}, and of use${fact(' until ', expiresAt, ' only') || ' no longer'}`;
