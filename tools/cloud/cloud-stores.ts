import { failedEventsIn } from '../../lambdas/adapters/failed-events.ts';
import { memoryBroadcasts } from '../../lambdas/adapters/memory/memory-broadcasts.ts';
import { memoryCatalogue } from '../../lambdas/adapters/memory/memory-catalogue.ts';
import { memoryConsentStore } from '../../lambdas/adapters/memory/memory-consent-store.ts';
import { memoryPreferenceKeys } from '../../lambdas/adapters/memory/memory-preference-keys.ts';
import { memoryProfilePages } from '../../lambdas/adapters/memory/memory-profile-pages.ts';
import { memoryProfileStore } from '../../lambdas/adapters/memory/memory-profile-store.ts';
import { memorySendHolds } from '../../lambdas/adapters/memory/memory-send-holds.ts';
import { memorySendLedger } from '../../lambdas/adapters/memory/memory-send-ledger.ts';
import { memorySendQueues } from '../../lambdas/adapters/memory/memory-send-queues.ts';
import { memorySendTokens } from '../../lambdas/adapters/memory/memory-send-tokens.ts';
import { memorySendingHealth } from '../../lambdas/adapters/memory/memory-sending-health.ts';
import { memoryObjectStore } from '../../lambdas/adapters/memory/object-store.ts';
import type { Instant } from '../../lambdas/core/event/event.ts';
import { stateKey } from '../../lambdas/decode/state-item.ts';
import { type EventStream, isStorable } from '../../lambdas/ports/event-stream.ts';
import type { ItemChange } from './aws-events.ts';
import { memoryCheckpoints } from './checkpoints.ts';
import { cloudMetrics } from './cloud-metrics.ts';
import { type CloudTables, emptyCloudTables, type QueueName } from './cloud-tables.ts';
import type { EmbeddedStage } from './embedded-stage.ts';
import type { Recorder } from './journal/recorder.ts';
import { mailService, type StoredMail } from './mail-service.ts';
import { memoryQueue } from './queue.ts';
import { streamLog } from './stream-log.ts';

const DAY_MS = 86_400_000;
const TABLE_STREAM_MS = DAY_MS;
/** Six times the function's timeout, as AWS advises and the stacks have it. */
const SEND_VISIBILITY_MS = 6 * 60_000;
const MAX_RECEIVES = 5;
/** Few, so that a broadcast of some people is several pages. */
const PROFILES_A_PAGE = 100;

export interface CloudStoresProps {
  readonly stage: EmbeddedStage;
  readonly now: () => Instant;
  readonly newId: () => string;
  readonly onMail: (mail: StoredMail) => void;
  readonly publishFeedback?: (body: string, deliver: (body: string) => void) => void;
  /** What the stores begin with, and write into. @default nothing */
  readonly tables?: CloudTables;
  /** Told of every change before its caller is. @default nobody */
  readonly record?: Recorder['record'];
}

/** No secret: whoever can reach this machine's loopback can read everything else too, and saved mails keep their links. */
const PREFERENCE_KEYS = { current: 'local', local: 'the embedded cloud has no secrets of its own' };

const unrecorded: Recorder['record'] = (_name, store) => store;

/** Everything that holds data: what the Data stack and SES hold in AWS. */
export const cloudStores = (props: CloudStoresProps) => {
  const { stage, now, newId, onMail, publishFeedback, tables = emptyCloudTables(), record = unrecorded } = props;
  const eventLog = streamLog<Uint8Array>(
    {
      name: 'events',
      shards: stage.shards,
      retentionMs: stage.retentionDays * DAY_MS,
      sequence: { prefix: '49', digits: 56 },
      now,
    },
    tables.events,
  );
  const events = record('events', eventLog, ['append']);
  // Written by the table alone, and so by whatever writes the table again.
  const profileChanges = streamLog<ItemChange>(
    {
      name: 'profiles',
      shards: 1,
      retentionMs: TABLE_STREAM_MS,
      sequence: { prefix: '1', digits: 21 },
      now,
    },
    tables.profileChanges,
  );
  const profiles = record('profiles', memoryProfileStore(tables.profiles), ['commit']);
  profiles.onWrite(({ id, before, after }) => {
    profileChanges.append(id, { keys: stateKey(id), after, ...(before === undefined ? {} : { before }) });
  });
  const consents = record('consents', memoryConsentStore(tables.consents), ['commit']);
  const queue = (name: QueueName) => {
    const options = { visibilityTimeoutMs: SEND_VISIBILITY_MS, maxReceiveCount: MAX_RECEIVES, now, newId };
    const table = tables.queues[name];
    const deadLetters = memoryQueue({ ...options, name: `${name}-dead-letters` }, table.deadLetters);
    const live = memoryQueue({ ...options, name, deadLetters }, table.held);
    return { ...record(`queue.${name}`, live, ['send', 'receive', 'delete']), deadLetters };
  };
  const queues = { transactional: queue('transactional'), marketing: queue('marketing'), feedback: queue('feedback') };
  const deliver = (body: string): void => void queues.feedback.send(body);
  const feedback = { send: publishFeedback === undefined ? deliver : (body: string) => publishFeedback(body, deliver) };
  const failed = record('failed', memoryObjectStore(tables.failed), ['put', 'delete']);
  const eventStream: EventStream = {
    put: async (records) =>
      records.flatMap((record, index) => {
        if (!isStorable(record)) return [index];
        events.append(record.partitionKey, Buffer.from(record.data)); // a copy, as a network makes
        return [];
      }),
  };
  return {
    events,
    profileChanges,
    profiles,
    consents,
    ledger: record('ledger', memorySendLedger({ profiles, consents }, tables.sends), ['plan', 'write']),
    health: record('health', memorySendingHealth(tables.health), ['add']),
    tokens: memorySendTokens(),
    broadcasts: record('broadcasts', memoryBroadcasts(tables.broadcasts), ['save']),
    pages: memoryProfilePages(profiles.states, PROFILES_A_PAGE),
    quotas: { read: async () => stage.quota },
    holds: record('holds', memorySendHolds(tables.holds), ['put']),
    catalogue: record('catalogue', memoryCatalogue(tables.catalogue), ['put']),
    lake: record('lake', memoryObjectStore(tables.lake), ['put', 'delete']),
    failed,
    failedEvents: failedEventsIn(failed),
    queues,
    sendQueues: memorySendQueues(
      (name, body) => void queues[name].send(body),
      () => queues.marketing.size(),
    ),
    eventStream,
    preferenceKeys: memoryPreferenceKeys(PREFERENCE_KEYS),
    mail: record(
      'mail',
      mailService({ now, newId, feedback, keep: stage.mailsKept, mailboxes: stage.mailboxes, onMail }, tables.mail),
      ['send', 'sendTest', 'follow', 'publishDue'],
    ),
    checkpoints: record('checkpoints', memoryCheckpoints(tables.checkpoints), ['set']),
    metrics: record('metrics', cloudMetrics(tables.counts), ['count']),
  };
};

export type CloudStores = ReturnType<typeof cloudStores>;
