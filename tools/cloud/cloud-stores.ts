import { failedEventsIn } from '../../lambdas/adapters/failed-events.ts';
import { memoryCatalogue } from '../../lambdas/adapters/memory/memory-catalogue.ts';
import { memoryConsentStore } from '../../lambdas/adapters/memory/memory-consent-store.ts';
import { memoryProfileStore } from '../../lambdas/adapters/memory/memory-profile-store.ts';
import { memorySendLedger } from '../../lambdas/adapters/memory/memory-send-ledger.ts';
import { memorySendQueues } from '../../lambdas/adapters/memory/memory-send-queues.ts';
import { memoryObjectStore } from '../../lambdas/adapters/memory/object-store.ts';
import type { Instant } from '../../lambdas/core/event/event.ts';
import { stateKey } from '../../lambdas/decode/state-item.ts';
import type { EventStream } from '../../lambdas/ports/event-stream.ts';
import type { ItemChange } from './aws-events.ts';
import type { EmbeddedStage } from './embedded-stage.ts';
import { mailService, type StoredMail } from './mail-service.ts';
import { memoryQueue } from './queue.ts';
import { streamLog } from './stream-log.ts';

const DAY_MS = 86_400_000;
const TABLE_STREAM_MS = DAY_MS;
/** Six times the function's timeout, as AWS advises and the stacks have it. */
const SEND_VISIBILITY_MS = 6 * 60_000;
const MAX_RECEIVES = 5;

export interface CloudStoresProps {
  readonly stage: EmbeddedStage;
  readonly now: () => Instant;
  readonly newId: () => string;
  readonly onMail: (mail: StoredMail) => void;
  readonly publishFeedback?: (body: string, deliver: (body: string) => void) => void;
}

/** Everything that holds data: what the Data stack and SES hold in AWS. */
export const cloudStores = ({ stage, now, newId, onMail, publishFeedback }: CloudStoresProps) => {
  const events = streamLog<Uint8Array>({
    name: 'events',
    shards: stage.shards,
    retentionMs: stage.retentionDays * DAY_MS,
    sequence: { prefix: '49', digits: 56 },
    now,
  });
  const profileChanges = streamLog<ItemChange>({
    name: 'profiles',
    shards: 1,
    retentionMs: TABLE_STREAM_MS,
    sequence: { prefix: '1', digits: 21 },
    now,
  });
  const profiles = memoryProfileStore();
  profiles.onWrite(({ id, before, after }) => {
    profileChanges.append(id, { keys: stateKey(id), after, ...(before === undefined ? {} : { before }) });
  });
  const consents = memoryConsentStore();
  const queue = (name: string) => {
    const options = { visibilityTimeoutMs: SEND_VISIBILITY_MS, maxReceiveCount: MAX_RECEIVES, now, newId };
    const deadLetters = memoryQueue({ ...options, name: `${name}-dead-letters` });
    return { ...memoryQueue({ ...options, name, deadLetters }), deadLetters };
  };
  const queues = { transactional: queue('transactional'), marketing: queue('marketing'), feedback: queue('feedback') };
  const deliver = (body: string): void => void queues.feedback.send(body);
  const feedback = { send: publishFeedback === undefined ? deliver : (body: string) => publishFeedback(body, deliver) };
  const failed = memoryObjectStore();
  const eventStream: EventStream = {
    put: async (records) => {
      for (const { partitionKey, data } of records) events.append(partitionKey, data);
      return [];
    },
  };
  return {
    events,
    profileChanges,
    profiles,
    consents,
    ledger: memorySendLedger({ profiles, consents }),
    catalogue: memoryCatalogue(),
    lake: memoryObjectStore(),
    failed,
    failedEvents: failedEventsIn(failed),
    queues,
    sendQueues: memorySendQueues((name, body) => void queues[name].send(body)),
    eventStream,
    mail: mailService({ now, newId, feedback, keep: stage.mailsKept, onMail }),
  };
};

export type CloudStores = ReturnType<typeof cloudStores>;
