import type { PreferenceWish } from '../core/preference/choose-topics.ts';
import type { Form } from './read-form.ts';

/** Names and values of the page's form. */
export const FORM = {
  action: 'action',
  save: 'save',
  leaveAll: 'leave-all',
  topic: 'topic',
  tickedBefore: 'was',
} as const;

/** RFC 8058, 3.1: the key and value that the mail's own header names. */
const ONE_CLICK = ['List-Unsubscribe', 'One-Click'] as const;

/** What a form asks for, or undefined where it is none of ours. The mail program's one click goes before anything else. */
export const readWish = (
  fields: Extract<Form, { kind: 'form' }>['fields'],
  mailTopic: string,
  offered: readonly string[],
): PreferenceWish | undefined => {
  const [name, value] = ONE_CLICK;
  if (fields.get(name)?.includes(value)) return { kind: 'leave', topic: mailTopic };
  switch (fields.get(FORM.action)?.[0]) {
    case FORM.leaveAll:
      return { kind: 'leave-all', topics: offered };
    case FORM.save:
      return {
        kind: 'choose',
        offered,
        ticked: new Set(fields.get(FORM.topic)),
        tickedBefore: new Set(fields.get(FORM.tickedBefore)),
      };
    default:
      return undefined;
  }
};
