import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { applySuppression, initialConsent } from '../core/consent/apply-consent.ts';
import { addressHash } from '../core/identity/identity.ts';
import type { Send } from '../core/send/send.ts';
import { reported } from '../core/send/transitions.ts';
import { decodeFeedback, type Feedback } from '../decode/ses-feedback.ts';
import type { Clock } from '../ports/clock.ts';
import type { ConsentStore } from '../ports/consent-store.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import { countFailure } from '../steps/count-failure.ts';

export interface RecordFeedbackPorts {
  readonly ledger: Pick<SendLedger, 'load' | 'write'>;
  readonly consents: ConsentStore;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/** Rows and consents are written under their versions; losing that race this often means something else is wrong. */
const MOST_TRIES = 10;

/**
 * Moves each send on to what SES says of it, and suppresses addresses that bounce for good or complain. The same news
 * twice, late or out of order leaves the same state. A message that cannot be read goes to the dead-letter queue with
 * its bytes, and holds up no other.
 */
export const recordFeedback =
  (ports: RecordFeedbackPorts) =>
  async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failures = await Promise.all(Records.map((record) => failureOf(ports, record)));
    return { batchItemFailures: failures.flat() };
  };

const failureOf = async (
  ports: RecordFeedbackPorts,
  record: SQSRecord,
): Promise<SQSBatchResponse['batchItemFailures']> => {
  try {
    await recordOne(ports, record);
    return [];
  } catch (error) {
    countFailure(ports.metrics, 'record-feedback', error);
    return [{ itemIdentifier: record.messageId }];
  }
};

const recordOne = async (ports: RecordFeedbackPorts, { body }: SQSRecord): Promise<void> => {
  const { metrics, ledger } = ports;
  const feedback = decodeFeedback(body);
  switch (feedback.kind) {
    case 'malformed':
      metrics.count('FeedbackFailed', 1, { Reason: 'malformed' });
      throw new Error('feedback that cannot be read');
    case 'foreign':
      metrics.count('FeedbackIgnored', 1);
      return;
    case 'feedback': {
      metrics.count('FeedbackReceived', 1, { Event: feedback.event });
      if (feedback.state === undefined) return;
      const row = await ledger.load(feedback.sendId);
      // The address is spared before the row is moved on: it matters more, and a redelivery repeats both.
      await suppress(ports, feedback, row);
      if (row !== undefined) await moveOn(ports, feedback, row);
    }
  }
};

/** Whose address it is, the row says; a row that is gone by now leaves the one recipient that SES names. */
const suppress = async ({ consents }: RecordFeedbackPorts, feedback: Feedback, row: Send | undefined) => {
  const { suppression, at, recipient } = feedback;
  if (suppression === undefined) return;
  const address = row?.addressHash ?? (recipient === undefined ? undefined : addressHash(bareAddress(recipient)));
  if (address === undefined) return;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const consent = (await consents.load([address])).get(address) ?? initialConsent(address);
    const suppressed = applySuppression(consent, suppression, at);
    if (suppressed === undefined || (await consents.commit(suppressed)) === 'committed') return;
  }
  throw new Error('a consent changed too often to be written');
};

/** SES may name a recipient as `Name <address>`. */
const bareAddress = (recipient: string): string => /<([^<>]+)>\s*$/.exec(recipient)?.[1] ?? recipient;

const moveOn = async (
  { ledger, clock, metrics }: RecordFeedbackPorts,
  { state, sendId, sesMessageId }: Feedback,
  loaded: Send,
): Promise<void> => {
  let row: Send | undefined = loaded;
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (row === undefined || state === undefined) return;
    const next = reported(row, state, clock.now(), sesMessageId);
    if (next === undefined) return;
    if ((await ledger.write(next)) === 'written') {
      if (state === 'bounced') metrics.count('MailsBounced', 1);
      if (state === 'complained') metrics.count('MailsComplained', 1);
      return;
    }
    row = await ledger.load(sendId);
  }
  throw new Error('a send changed too often to be written');
};
