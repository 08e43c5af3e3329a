import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { z } from 'zod';
import { isAtOnce } from '../core/campaign/due-time.ts';
import { isOfBroadcast } from '../core/send/broadcast-entry.ts';
import type { Send, SendId } from '../core/send/send.ts';
import { LONGEST_RETRY_MS } from '../core/send/timing.ts';
import { jsonText } from '../decode/json-text.ts';
import type { Mail, MailOutcome } from '../ports/mailer.ts';
import { countEnding } from '../steps/count-ending.ts';
import { countFailure } from '../steps/count-failure.ts';
import { countHeld } from '../steps/count-held.ts';
import { type KnownHolds, knownHolds } from './known-holds.ts';
import type { SendEmailPorts } from './send-email-ports.ts';
import { advance, type Gate } from './send-one.ts';
import { settle } from './settle.ts';
import { tokenPurse } from './token-purse.ts';

const message = jsonText(z.object({ sendId: z.string().min(1) }));

/** How long nobody asks SES again after it said that it takes no mail of this account. The ledger holds what waits. */
const SES_PAUSE_MS = LONGEST_RETRY_MS;

/**
 * Sends what the queues say is due, each mail at most once. A message is only a hint to look at a row: whether, when
 * and what to send is decided here, at the instant of sending. One send's failure never holds up another's.
 */
export const sendEmails = (ports: SendEmailPorts) => {
  const holds = knownHolds(ports);

  const send = async (record: SQSRecord, gate: Gate): Promise<void> => {
    const { sendId } = message.parse(record.body);
    const step = await advance(ports, sendId as SendId, gate);
    if (step.kind === 'written') countEnding(ports.metrics, step.row);
    // The message goes, the row stays: the sweep queues it again until it may go, or expires.
    if (step.kind === 'held') countHeld(ports.metrics, step.row, step.by);
    if (step.kind !== 'claimed') return;
    const outcome = await callMailer(ports, step.mail);
    if (outcome.kind === 'paused') await holdEverything(ports, holds, outcome.why);
    const settlement = await settle(ports, step.row, outcome);
    if (settlement === 'lost') ports.metrics.count('SettlementsLost', 1);
    countOutcome(ports, step.row, outcome);
  };

  return async ({ Records }: SQSEvent): Promise<SQSBatchResponse> => {
    const gate = { holds: holds.ofBatch(), leave: tokenPurse(ports) };
    const failures = await Promise.all(Records.map((record) => failureOf(ports, record, () => send(record, gate))));
    return { batchItemFailures: failures.flat() };
  };
};

const failureOf = async (
  { metrics }: SendEmailPorts,
  record: SQSRecord,
  send: () => Promise<void>,
): Promise<SQSBatchResponse['batchItemFailures']> => {
  try {
    await send();
    return [];
  } catch (error) {
    countFailure(metrics, 'send-email', error);
    return [{ itemIdentifier: record.messageId }];
  }
};

/** Told to all senders. One that cannot be told finds out by itself. */
const holdEverything = async (
  { clock, metrics }: SendEmailPorts,
  holds: KnownHolds,
  reason = 'SES says that sending is paused',
): Promise<void> => {
  const at = clock.now();
  const until = at + SES_PAUSE_MS;
  try {
    await holds.add({ name: 'ses', at, until, by: 'send-email', reason });
  } catch (error) {
    countFailure(metrics, 'send-email', error);
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
      // A broadcast's mails wait for their turn.
      if (of !== undefined && step !== undefined && isAtOnce(of, step) && !isOfBroadcast(row))
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
