import type { Instant } from '../event/event.ts';

/** What a user agent gave away: a program that says so, or a proxy that fetches pictures for whoever may look later. */
export type AgentSign = 'bot' | 'proxy';

/** Something SES told of a mail besides its fate. */
export interface MailNote {
  /** Of SES's own event: the same event again is the same note. */
  readonly id: string;
  readonly kind: 'open' | 'click' | 'delay' | 'subscription';
  readonly at: Instant;
  /** Which link of the mail, by its place from 1. */
  readonly link?: string;
  readonly agent?: AgentSign;
}

/** A scanner that will not stop must not fill the row. */
export const NOTES_KEPT = 50;

/**
 * The notes with one more, the earliest of them: the same notes in any order, and any number of times, leave the same.
 */
export const addNote = (known: readonly MailNote[], note: MailNote): readonly MailNote[] => {
  if (known.some(({ id }) => id === note.id)) return known;
  const notes = [...known, note].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).slice(0, NOTES_KEPT);
  return notes.includes(note) ? notes : known;
};
