import type { DynamoDBStreamEvent, SQSEvent, SQSRecord, AttributeValue as StreamValue } from 'aws-lambda';
import { countingMetrics } from '../../lambdas/adapters/memory/counting-metrics.ts';
import { memoryCatalogue } from '../../lambdas/adapters/memory/memory-catalogue.ts';
import { memoryConsentStore } from '../../lambdas/adapters/memory/memory-consent-store.ts';
import { memoryPreferenceKeys } from '../../lambdas/adapters/memory/memory-preference-keys.ts';
import { memoryProfileStore } from '../../lambdas/adapters/memory/memory-profile-store.ts';
import { memorySendHolds } from '../../lambdas/adapters/memory/memory-send-holds.ts';
import { memorySendLedger } from '../../lambdas/adapters/memory/memory-send-ledger.ts';
import { memorySendQueues } from '../../lambdas/adapters/memory/memory-send-queues.ts';
import { memorySendTokens } from '../../lambdas/adapters/memory/memory-send-tokens.ts';
import { memorySendingHealth } from '../../lambdas/adapters/memory/memory-sending-health.ts';
import { preferenceLinks } from '../../lambdas/adapters/preference-links.ts';
import { isBot } from '../../lambdas/adapters/user-agents.ts';
import type { CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import type { Consent } from '../../lambdas/core/consent/consent.ts';
import type { Json } from '../../lambdas/core/event/event.ts';
import type { FailedEvent } from '../../lambdas/core/failure/failed-event.ts';
import type { IdentityId } from '../../lambdas/core/identity/identity.ts';
import type { AppliedEvent, Profile, State } from '../../lambdas/core/profile/profile.ts';
import type { Send, SendId } from '../../lambdas/core/send/send.ts';
import type { SendQuota } from '../../lambdas/core/send/send-rate.ts';
import { decideSends } from '../../lambdas/decide-sends/decide-sends.ts';
import { type Item, stateToItem } from '../../lambdas/decode/state-item.ts';
import type { OutgoingRecord } from '../../lambdas/ports/event-stream.ts';
import type { Mail, MailOutcome } from '../../lambdas/ports/mailer.ts';
import type { Renderer } from '../../lambdas/ports/renderer.ts';
import type { SendHolds } from '../../lambdas/ports/send-holds.ts';
import type { SendLedger } from '../../lambdas/ports/send-ledger.ts';
import type { SendTokens } from '../../lambdas/ports/send-rate.ts';
import { recordFeedback } from '../../lambdas/record-feedback/record-feedback.ts';
import { sendEmails } from '../../lambdas/send-email/send-emails.ts';
import { sweepSends } from '../../lambdas/sweep-sends/sweep-sends.ts';
import { aBook } from './campaign.ts';
import { aProfileState, NOON } from './profile.ts';
import { aFixedRandom } from './virtual-time.ts';

const MINUTE_MS = 60_000;
/** Where the links of mails lead. */
export const PREFERENCES = 'https://mail.marram-rye.example';

/** What a test lets happen around a ledger write: someone else's act, a failure, a lost acknowledgement. */
interface Hooks {
  beforeWrite?: (row: Send) => Promise<void> | void;
  afterWrite?: (row: Send) => Promise<void> | void;
  /** In the very step of the write, before anything else can happen. */
  onWritten?: (row: Send) => void;
  /** Around each call of a port: throw before or after it, wait, or act. */
  onCall?: (call: string, when: 'before' | 'after') => Promise<void> | void;
}

type Method = (...args: never[]) => Promise<unknown>;

/** The port, with `hooks.onCall` around the calls named. */
const watched = <Port extends object>(port: Port, hooks: Hooks, names: readonly (keyof Port & string)[]): Port => {
  const watch = (name: keyof Port & string) => {
    const method = port[name] as Method;
    return async (...args: never[]) => {
      await hooks.onCall?.(name, 'before');
      const result = await method(...args);
      await hooks.onCall?.(name, 'after');
      return result;
    };
  };
  return { ...port, ...Object.fromEntries(names.map((name) => [name, watch(name)])) };
};

/** The four sending functions on memory ports, and the hands to set the stage with. */
export const aSendingWorld = ({
  book = aBook(),
  allowRecipients = ['*'],
  renderer: given,
}: {
  readonly book?: CampaignBook;
  readonly allowRecipients?: readonly string[];
  /** @default one whose HTML is its content as JSON */
  readonly renderer?: Renderer;
} = {}) => {
  let now = NOON;
  const hooks: Hooks = {};
  const clock = { now: () => now, sleep: async (_ms: number) => {} };
  const metrics = countingMetrics();
  const profiles = memoryProfileStore();
  const consents = memoryConsentStore();
  const catalogue = memoryCatalogue();
  const rows = memorySendLedger({ profiles, consents });
  const holds = memorySendHolds();
  const ledger: SendLedger = {
    ...watched<SendLedger>(rows, hooks, ['plan', 'load', 'due']),
    write: async (row, conditions) => {
      await hooks.onCall?.('write', 'before');
      await hooks.beforeWrite?.(row);
      const writing = rows.write(row, conditions);
      if (rows.rows.get(row.sendId) === row) hooks.onWritten?.(row);
      const outcome = await writing;
      if (outcome === 'written') await hooks.afterWrite?.(row);
      await hooks.onCall?.('write', 'after');
      return outcome;
    },
  };
  const queued: { readonly queue: string; readonly body: string }[] = [];
  const sqs = memorySendQueues(
    (queue, body) => void queued.push({ queue, body }),
    () => queued.filter(({ queue }) => queue === 'marketing').length,
  );
  const queues = watched(sqs, hooks, ['enqueue']);
  /** What SES says of the account; undefined: nothing. */
  const quota: { value: SendQuota | undefined } = { value: { perSecond: 1_000, sentLastDay: 0 } };
  const control = {
    holds: watched<SendHolds>(holds, hooks, ['list', 'put']),
    health: memorySendingHealth(),
    quotas: { read: async () => quota.value },
    circuit: { bounceRate: 0.03, complaintRate: 0.0008 },
  };
  const tokens = watched<SendTokens>(memorySendTokens(), hooks, ['take']);
  const mails: Mail[] = [];
  const ses: { answer: (mail: Mail) => MailOutcome | Promise<MailOutcome> } = {
    answer: (mail) => ({ kind: 'accepted', messageId: `ses-${mail.sendId}` }),
  };
  const mailer = {
    send: async (mail: Mail) => {
      mails.push(mail);
      return ses.answer(mail);
    },
  };
  /** Shows the content as JSON; the subject `UNRENDERABLE` cannot be rendered. */
  const renderer: Renderer = given ?? {
    render: (_key, { email: { subject } }, content) =>
      subject === 'UNRENDERABLE'
        ? { kind: 'unrenderable', detail: 'as asked' }
        : { kind: 'rendered', subject, preheader: '', html: JSON.stringify(content), text: 'text' },
  };
  const keys = memoryPreferenceKeys({ current: 'k1', k1: 'a secret of the tests, 32 characters long' });
  const random = aFixedRandom();
  const shared = {
    book,
    ledger,
    consents: watched(consents, hooks, ['load', 'commit']),
    queues,
    clock,
    random,
    metrics,
  };
  const send = sendEmails({
    ...shared,
    ...control,
    tokens,
    allowRecipients,
    profiles: watched(profiles, hooks, ['load']),
    catalogue,
    renderer,
    links: preferenceLinks(keys, () => PREFERENCES),
    mailer,
    random,
  });
  const decide = decideSends(shared);
  const sweep = sweepSends({ ...shared, ...control });
  const told: OutgoingRecord[] = [];
  const kept: FailedEvent[] = [];
  const stream = {
    put: async (records: readonly OutgoingRecord[]) => {
      await hooks.onCall?.('tell', 'before');
      told.push(...records);
      return [];
    },
  };
  const feedback = recordFeedback({
    ...shared,
    ...control,
    profiles: watched(profiles, hooks, ['load']),
    events: stream,
    failedEvents: { put: async (failures) => void kept.push(...failures) },
    isBot,
  });
  let messages = 0;
  const toSqs = (bodies: readonly string[]): SQSEvent => ({
    Records: bodies.map((body) => {
      messages += 1;
      return { messageId: `message-${messages}`, body } as SQSRecord;
    }),
  });

  return {
    /** What the stream was told, as the messages that they are. */
    messages: () => told.map(({ data }): Json => JSON.parse(Buffer.from(data).toString())),
    told,
    kept,
    ...{ keys, hooks, metrics, profiles, consents, catalogue, rows, queues, queued, mails, ses, clock, decide, sweep },
    at: (instant: number) => {
      now = instant;
    },
    ...{ holds, control, quota },
    putState: async (id: IdentityId, state: State) => {
      await profiles.commit([{ kind: 'state', id, expected: profiles.states.get(id)?.version ?? 0, state }]);
    },
    /** Puts the profile, under the next version; returns the stream's record of that write. */
    putProfile: async (profile: Profile, applied: readonly AppliedEvent[] = []): Promise<DynamoDBStreamEvent> => {
      const expected = profiles.states.get(profile.id)?.version ?? 0;
      const state = aProfileState(profile, { version: expected + 1, applied });
      await profiles.commit([{ kind: 'state', id: profile.id, expected, state }]);
      return aStreamEvent([{ id: profile.id, state }]);
    },
    putConsent: (consent: Consent) => void consents.consents.set(consent.address, consent),
    putRow: async (row: Send) => {
      await rows.plan([row]);
      return row.sendId;
    },
    row: (sendId: SendId): Send => {
      const row = rows.rows.get(sendId);
      if (row === undefined) throw new Error('no such row');
      return row;
    },
    /** Delivers messages for these sends in one batch; the ids of those that failed. */
    send: async (...sendIds: readonly SendId[]) =>
      (await send(toSqs(sendIds.map((sendId) => JSON.stringify({ sendId }))))).batchItemFailures.length,
    sendBodies: (...bodies: readonly string[]) => send(toSqs(bodies)),
    /** Delivers what the queues hold, and empties them. */
    drain: async () => (await send(toSqs(queued.splice(0).map(({ body }) => body)))).batchItemFailures.length,
    feedback: (...bodies: readonly string[]) => feedback(toSqs(bodies)),
    /** A sweep each minute, and its messages delivered, up to and including `until`. */
    async runUntil(until: number) {
      for (now += MINUTE_MS; now <= until; now += MINUTE_MS) {
        await sweep({});
        await this.drain();
      }
      now = until;
    },
  };
};

export type SendingWorld = ReturnType<typeof aSendingWorld>;

const asLambdaHasIt = ({ S, N, B }: Item[string]): StreamValue => {
  if (S !== undefined) return { S };
  return N === undefined ? { B: Buffer.from(B ?? '').toString('base64') } : { N };
};

/** DynamoDB's stream as Lambda hands it over: binary values as base64 text. */
export const aStreamEvent = (
  writes: readonly { readonly id: IdentityId; readonly state: State; readonly sequence?: string }[],
): DynamoDBStreamEvent => ({
  Records: writes.map(({ id, state, sequence }, index) => {
    const image = Object.fromEntries(
      Object.entries(stateToItem(id, state)).map(([name, value]) => [name, asLambdaHasIt(value)]),
    );
    return {
      eventName: 'MODIFY',
      dynamodb: { SequenceNumber: sequence ?? String(100 + index), Keys: { pk: { S: `ID#${id}` } }, NewImage: image },
    };
  }),
});

/** SES's event as the feedback queue holds it: in SNS's envelope. */
export const aFeedback = (
  eventType: string,
  sendId: string | undefined,
  more: Readonly<Record<string, unknown>> = {},
): string =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: 'sns-1',
    Message: JSON.stringify({
      eventType,
      mail: {
        timestamp: new Date(NOON).toISOString(),
        messageId: 'ses-1',
        destination: ['ada@example.com'],
        tags: { ...(sendId === undefined ? {} : { sendId: [sendId] }), campaign: ['cart-abandoned'] },
      },
      ...more,
    }),
  });
