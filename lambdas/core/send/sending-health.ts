import type { Send, SendState } from './send.ts';

/** How mails were received: of so many that were heard of, so many bounced for good and so many were complained about. */
export interface Reception {
  readonly mails: number;
  readonly bounced: number;
  readonly complained: number;
}

export const NO_RECEPTION: Reception = { mails: 0, bounced: 0, complained: 0 };

export const sumOf = (receptions: readonly Reception[]): Reception =>
  receptions.reduce(
    (sum, { mails, bounced, complained }) => ({
      mails: sum.mails + mails,
      bounced: sum.bounced + bounced,
      complained: sum.complained + complained,
    }),
    NO_RECEPTION,
  );

const HEARD_OF: readonly SendState[] = ['delivered', 'bounced', 'complained'];

/**
 * What SES's news of a send adds: a mail counts once, when it is first heard of; a bounce and a complaint each once, and
 * only where SES counts them too.
 */
export const receptionOf = (
  { state: before }: Pick<Send, 'state'>,
  { state }: Pick<Send, 'state'>,
  isCounted: boolean,
): Reception => ({
  mails: HEARD_OF.includes(state) && !HEARD_OF.includes(before) ? 1 : 0,
  bounced: isCounted && state === 'bounced' && before !== 'bounced' ? 1 : 0,
  complained: isCounted && state === 'complained' && before !== 'complained' ? 1 : 0,
});
