import type { Instant } from '../event/event.ts';
import type { Send } from '../send/send.ts';
import { type Reported, reported } from '../send/transitions.ts';
import { addNote, type MailNote } from './mail-note.ts';

/** One word of SES about a mail. */
export interface MailNews {
  /** What it makes of the send, at the least. */
  readonly state: Reported;
  readonly note?: MailNote;
  readonly acceptedAt: Instant;
  readonly deliveredAt?: Instant;
  readonly sesMessageId: string;
}

/**
 * The row after one word of SES, or undefined where it says nothing new. Its state moves forward by rank, notes and
 * times add up: events that come twice, late or out of order all leave the same row.
 */
export const hear = (row: Send, news: MailNews, now: Instant): Send | undefined => {
  const moved = reported(row, news.state, now, news.sesMessageId);
  const told = {
    deliveredAt: earlier(row.deliveredAt, news.deliveredAt),
    notes: news.note === undefined ? row.notes : addNote(row.notes ?? [], news.note),
  };
  if (moved === undefined && told.deliveredAt === row.deliveredAt && told.notes === row.notes) return undefined;
  // Every event says it: alone it is no news, and no write.
  const acceptedAt = earlier(row.acceptedAt, news.acceptedAt);
  return { ...row, ...moved, ...told, acceptedAt, revision: row.revision + 1 };
};

const earlier = (a?: Instant, b?: Instant): Instant | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
