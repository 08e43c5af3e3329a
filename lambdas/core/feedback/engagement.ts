import type { Instant } from '../event/event.ts';
import type { Send } from '../send/send.ts';
import { judgeInteraction } from './judge-interaction.ts';
import type { MailNote } from './mail-note.ts';

export interface Tally {
  readonly count: number;
  readonly firstAt?: Instant;
  readonly lastAt?: Instant;
}

/** What people did with a mail, and how often machines did. */
export interface Engagement {
  readonly opens: Tally;
  readonly clicks: Tally;
  readonly byMachines: number;
}

const tally = (notes: readonly MailNote[]): Tally => {
  const [first, last] = [notes.at(0), notes.at(-1)];
  return { count: notes.length, ...(first && last ? { firstAt: first.at, lastAt: last.at } : {}) };
};

/** A person's click shows that they saw the mail, whether or not their program fetched its pictures. */
export const isOpened = ({ opens, clicks }: Engagement): boolean => opens.count + clicks.count > 0;

export const engagementOf = ({ notes = [], deliveredAt, acceptedAt }: Send): Engagement => {
  const done = notes.filter(({ kind }) => kind === 'open' || kind === 'click');
  const byPeople = done.filter((note) => judgeInteraction(note, { deliveredAt, acceptedAt, notes }) === undefined);
  return {
    opens: tally(byPeople.filter(({ kind }) => kind === 'open')),
    clicks: tally(byPeople.filter(({ kind }) => kind === 'click')),
    byMachines: done.length - byPeople.length,
  };
};
