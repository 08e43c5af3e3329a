import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { z } from 'zod';
import { isAtOnce } from '../core/campaign/due-time.ts';
import type { Instant } from '../core/event/event.ts';
import type { Send, SendId } from '../core/send/send.ts';
import { LONGEST_RETRY_MS } from '../core/send/timing.ts';
import { jsonText } from '../decode/json-text.ts';
import type { Mail, MailOutcome } from '../ports/mailer.ts';
import { countEnding } from '../steps/count-ending.ts';
import { countFailure } from '../steps/count-failure.ts';
import type { SendEmailPorts } from './send-email-ports.ts';
import { advance } from './send-one.ts';
import { settle } from './settle.ts';

const message = jsonText(z.object({ sendId: z.string().min(1) }));

/** How long nothing is tried after SES said that sending is paused. The ledger holds what waits. */
const CIRCUIT_MS = LONGEST_RETRY_MS;

/**
 * Sends what the queues say is due, each mail at most once. A message is only a hint to look at a row: whether, when
 * and what to send is decided here, at the instant of sending. One send's failure never holds up another's.
 */
export const sendEmails = (ports: SendEmailPorts) => {
  let pausedUntil: Instant = 0;

  const send = async (record: SQSRecord): Promise<void> => {
    const { sendId } = message.parse(record.body);
    if (ports.clock.now() < pausedUntil) return;
    const step = await advance(ports, sendId as SendId);
    if (step.kind === 'written') countEnding(ports.metrics, step.row);
    if (step.kind !== 'claimed') return;
    const outcome = await callMailer(ports, step.mail);
    if (outcome.kind === 'paused') pausedUntil = ports.clock.now() + CIRCUIT_MS;
    const settlement = await settle(ports, step.row, outcome);
    if (settlement === 'lost') ports.metrics.count('SettlementsLost', 1);
    countOutcome(ports, step.row, outcome);
  };

  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const failures = await Promise.all(Records.map((record) => failureOf(ports, record, send)));
    return { batchItemFailures: failures.flat() };
  };
};

const failureOf = async (
  { metrics }: SendEmailPorts,
  record: SQSRecord,
  send: (record: SQSRecord) => Promise<void>,
): Promise<SQSBatchResponse['batchItemFailures']> => {
  try {
    await send(record);
    return [];
  } catch (error) {
    countFailure(metrics, 'send-email', error);
    return [{ itemIdentifier: record.messageId }];
  }
};

/** An exception of the mailer says as little as a timeout. */
const callMailer = async ({ mailer }: SendEmailPorts, mail: Mail): Promise<MailOutcome> => {
  try {
    return await mailer.send(mail);
  } catch {
    return { kind: 'uncertain' };
  }
};

const countOutcome = ({ metrics, clock, book }: SendEmailPorts, row: Send, outcome: MailOutcome): void => {
  const { campaign } = row;
  switch (outcome.kind) {
    case 'accepted': {
      metrics.count('MailsSent', 1, { Campaign: campaign });
      const of = book.campaigns.find(({ name }) => name === campaign);
      const step = of?.steps.find(({ id }) => id === row.step);
      if (of !== undefined && step !== undefined && isAtOnce(of, step))
        metrics.duration('PutToMailMs', clock.now() - row.trigger.receivedAt);
      return;
    }
    case 'rejected':
      metrics.count('MailsFailed', 1, { Campaign: campaign, Reason: 'rejected' });
      return;
    case 'throttled':
    case 'paused':
    case 'uncertain':
      metrics.count('MailsHeldUp', 1, { Campaign: campaign, Reason: outcome.kind });
  }
};
