import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { engagementOf } from '../core/feedback/engagement.ts';
import { hear, type MailNews } from '../core/feedback/hear.ts';
import { agentSignOf } from '../core/feedback/judge-interaction.ts';
import type { Send, SendId } from '../core/send/send.ts';
import { type Reception, receptionOf } from '../core/send/sending-health.ts';
import { decodeFeedback, type Feedback } from '../decode/ses-feedback.ts';
import type { ConsentStore } from '../ports/consent-store.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import { countFailure } from '../steps/count-failure.ts';
import type { WatchReceptionPorts } from '../steps/watch-reception.ts';
import { noteReception } from './note-reception.ts';
import { suppressAddress } from './suppress-address.ts';
import { type Heard, type TellMailPorts, tellMailEvents } from './tell-mail-events.ts';

export interface RecordFeedbackPorts extends TellMailPorts, WatchReceptionPorts {
  readonly ledger: Pick<SendLedger, 'load' | 'write'>;
  readonly consents: ConsentStore;
  readonly metrics: Metrics;
  /** A list's word on a user agent. */
  readonly isBot: (userAgent: string) => boolean;
}

/** A message of the queue and what it says. */
interface Received {
  readonly messageId: string;
  readonly feedback: Feedback;
}

/** Rows are written under their revisions; losing that race this often means something else is wrong. */
const MOST_TRIES = 10;

/**
 * Moves each send on to what SES says of it, suppresses addresses that bounce for good or complain, and then tells the
 * stream. The same news twice, late or out of order leaves the same state. What cannot be read goes to the dead-letter
 * queue with its bytes, and holds up nothing else.
 */
export const recordFeedback =
  (ports: RecordFeedbackPorts) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failed = new Set<string>();
    const received = Records.flatMap(({ messageId, body }) => {
      const feedback = read(ports, body);
      if (feedback === 'malformed') failed.add(messageId);
      return typeof feedback === 'object' ? [{ messageId, feedback }] : [];
    });
    const heard = new Map<string, Heard>();
    const receptions: Reception[] = [];
    const ofSends = [...Map.groupBy(received, ({ feedback }) => feedback.sendId)];
    await Promise.all(
      ofSends.map(async ([sendId, news]) => {
        const row = await writeAll(ports, sendId, news, { failed, receptions });
        if (row === undefined) return;
        for (const { messageId, feedback } of news) if (!failed.has(messageId)) heard.set(messageId, { feedback, row });
      }),
    );
    await noteReception(ports, receptions);
    try {
      if ((await tellMailEvents(ports, [...heard.values()])) === 'kept_for_redrive')
        ports.metrics.count('MailEventsKept', 1);
    } catch (error) {
      countFailure(ports.metrics, 'record-feedback', error);
      for (const messageId of heard.keys()) failed.add(messageId);
    }
    return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
  };

const read = ({ metrics }: RecordFeedbackPorts, body: string): Feedback | 'malformed' | 'passed over' => {
  const feedback = decodeFeedback(body);
  switch (feedback.kind) {
    case 'malformed':
      metrics.count('FeedbackFailed', 1, { Reason: feedback.reason });
      return 'malformed';
    case 'foreign':
      metrics.count('FeedbackIgnored', 1);
      return 'passed over';
    case 'feedback':
      metrics.count('FeedbackReceived', 1, { Event: feedback.event });
      return feedback;
    case 'unknown':
      metrics.count('FeedbackReceived', 1, { Event: 'other' });
      return 'passed over';
  }
};

/** One send's news, one after the other, upon one reading of the row; the row as it is then. A failure is its message's alone. */
const writeAll = async (
  ports: RecordFeedbackPorts,
  sendId: SendId,
  news: readonly Received[],
  { failed, receptions }: { readonly failed: Set<string>; readonly receptions: Reception[] },
): Promise<Send | undefined> => {
  let latest: Send | undefined;
  for (const { messageId, feedback } of news) {
    try {
      const row = latest ?? (await ports.ledger.load(sendId));
      // The address is spared before the row is moved on: it matters more, and a redelivery repeats both.
      await suppressAddress(ports.consents, feedback, row);
      latest = row === undefined ? undefined : await write(ports, feedback, row, receptions);
    } catch (error) {
      countFailure(ports.metrics, 'record-feedback', error);
      failed.add(messageId);
    }
  }
  return latest;
};

const write = async (
  ports: RecordFeedbackPorts,
  feedback: Feedback,
  loaded: Send,
  receptions: Reception[],
): Promise<Send | undefined> => {
  const { ledger, clock, metrics } = ports;
  const news = newsOf(ports, feedback);
  let row: Send | undefined = loaded;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (row === undefined) return undefined;
    const next = hear(row, news, clock.now());
    if (next === undefined) return row;
    if ((await ledger.write(next)) === 'written') {
      countNews(metrics, row, next);
      receptions.push(receptionOf(row, next, feedback.isCounted));
      return next;
    }
    row = await ledger.load(feedback.sendId);
  }
  throw new Error('a send changed too often to be written');
};

const newsOf = ({ isBot }: RecordFeedbackPorts, { noted, id, at, ...feedback }: Feedback): MailNews => {
  if (noted === undefined) return feedback;
  const { kind, link, userAgent } = noted;
  const isDone = kind === 'open' || kind === 'click';
  return { ...feedback, note: { id, kind, at, link, agent: isDone ? agentSignOf(userAgent, isBot) : undefined } };
};

/** What is new of a mail: its fate, or what was done with it, by whom as far as is known by now. */
const countNews = (metrics: Metrics, before: Send, after: Send): void => {
  const { state, campaign: Campaign } = after;
  if (state !== before.state) {
    if (state === 'delivered') metrics.count('MailsDelivered', 1, { Campaign });
    if (state === 'bounced') metrics.count('MailsBounced', 1);
    if (state === 'complained') metrics.count('MailsComplained', 1);
  }
  const [was, is] = [engagementOf(before), engagementOf(after)];
  if (is.opens.count > was.opens.count) metrics.count('MailsOpened', 1, { Campaign });
  if (is.clicks.count > was.clicks.count) metrics.count('MailsClicked', 1, { Campaign });
  if (is.byMachines > was.byMachines) metrics.count('MailsScanned', 1, { Campaign });
};
