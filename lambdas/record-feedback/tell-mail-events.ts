import type { JsonObject } from '../core/event/event.ts';
import type { MailEventName } from '../core/event/mail-events.ts';
import { judgeInteraction } from '../core/feedback/judge-interaction.ts';
import type { Send } from '../core/send/send.ts';
import type { Feedback, FeedbackKind } from '../decode/ses-feedback.ts';
import type { Clock } from '../ports/clock.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import { readProfile } from '../steps/read-profile.ts';
import { type OwnEvent, type TellPorts, tellStream, writeOwnEvent } from '../steps/tell-stream.ts';

export interface TellMailPorts extends TellPorts {
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly clock: Clock;
}

/** What the events of these functions are called after. */
const SOURCE = 'mail';
const DETAIL = 'The stream did not take what became of a mail. Redrive it.';

/** What of a mail its person's profile may know. Source: https://segment.com/docs/connections/spec/email/ */
const EVENT_OF: Partial<Record<FeedbackKind, MailEventName>> = {
  Delivery: 'Email Delivered',
  Open: 'Email Opened',
  Click: 'Email Link Clicked',
  Bounce: 'Email Bounced',
  Complaint: 'Email Marked as Spam',
};

const OF_A_MACHINE = ':machine';

/** News of a mail, and its row as it is now. */
export interface Heard {
  readonly feedback: Feedback;
  readonly row: Send;
}

/**
 * Tells the stream what became of mails, under an identifier of whom each was for. An event follows from SES's own and
 * from whether a machine's hand is seen in it by now: told again, it counts once. Taken for a machine's later, it is
 * another event, which nobody counts: so the order in which both arrive changes nothing. Who was erased is named in no
 * event again.
 */
export const tellMailEvents = async (
  ports: TellMailPorts,
  heard: readonly Heard[],
): Promise<'told' | 'kept_for_redrive'> => {
  const now = ports.clock.now();
  const told = await Promise.all(
    heard.map(async (news) => {
      const event = eventOf(news);
      if (event === undefined) return [];
      const state = await readProfile(ports.profiles, news.row.profileId);
      const record = state?.kind === 'profile' ? writeOwnEvent(SOURCE, state.profile, event, now) : undefined;
      return record === undefined ? [] : [{ messageId: event.messageId, record }];
    }),
  );
  return told.flat().length === 0 ? 'told' : tellStream(ports, told.flat(), { source: SOURCE, detail: DETAIL, now });
};

const eventOf = ({ feedback, row }: Heard): OwnEvent | undefined => {
  const event = EVENT_OF[feedback.event];
  if (event === undefined) return undefined;
  const { noted, bounceType } = feedback;
  const isMachine = noted !== undefined && isMachines(row, feedback.id);
  return {
    messageId: isMachine ? `${feedback.id}${OF_A_MACHINE}` : feedback.id,
    event,
    at: feedback.at,
    properties: {
      email_id: row.sendId,
      campaign_id: row.campaign,
      step: row.step,
      ...(bounceType === undefined ? {} : { bounce_type: bounceType }),
      ...(noted?.link === undefined ? {} : { link_id: noted.link }),
      ...(noted?.linkUrl === undefined ? {} : withoutParameters(noted.linkUrl)),
      ...(isMachine ? { machine: true } : {}),
    },
  };
};

/** Parameters may say who the person is, and the place in the mail says which link it was. */
const withoutParameters = (url: string): JsonObject =>
  URL.canParse(url) ? { link_url: `${new URL(url).origin}${new URL(url).pathname}`.slice(0, 300) } : {};

/** A note that found no room in the row comes after fifty others: no person's. */
const isMachines = ({ notes = [], deliveredAt, acceptedAt }: Send, id: string): boolean => {
  const note = notes.find((one) => one.id === id);
  return note === undefined || judgeInteraction(note, { deliveredAt, acceptedAt, notes }) !== undefined;
};
