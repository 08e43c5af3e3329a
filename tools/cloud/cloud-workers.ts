import type { Instant } from '../../lambdas/core/event/event.ts';
import {
  dynamoDbEvent,
  type ItemChange,
  kinesisEvent,
  scheduledEvent,
  sqsEvent,
  streamArn,
  tableStreamArn,
} from './aws-events.ts';
import type { CloudFunctions, FunctionName } from './cloud-functions.ts';
import type { CloudStores } from './cloud-stores.ts';
import type { EmbeddedStage } from './embedded-stage.ts';
import { eventSourceMapping } from './event-source-mapping.ts';
import type { EventSourceMappingProps, MappingOptions } from './event-source-mapping-props.ts';
import { failureDestination } from './failure-destination.ts';
import { queueConsumer } from './queue.ts';
import { schedule } from './schedule.ts';
import type { StreamRecord } from './stream-log.ts';
import type { Worker } from './worker.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface CloudWorkersProps {
  readonly stage: EmbeddedStage;
  readonly stores: CloudStores;
  readonly functions: CloudFunctions;
  readonly now: () => Instant;
  readonly newId: () => string;
}

const retryDelayMs = (attempt: number): number => Math.min(1_000 * 2 ** (attempt - 1), 60_000);

const recordBytes = ({ content }: StreamRecord<Uint8Array>): number => Math.ceil(content.length / 3) * 4 + 500;
const changeBytes = ({ content: { before, after } }: StreamRecord<ItemChange>): number =>
  1_000 + 2 * ((before?.profile?.S?.length ?? 0) + (after?.profile?.S?.length ?? 0) + (after?.applied?.S?.length ?? 0));

/** The event sources as the stacks set them: who is invoked with what, how often, and what becomes of failures. */
export const cloudWorkers = ({ stage, stores, functions, now, newId }: CloudWorkersProps): readonly Worker[] => {
  const settings = (
    { batchSize, windowMs, parallelisation }: EmbeddedStage['enrich'],
    rest: Pick<MappingOptions, 'maximumRetryAttempts' | 'maximumRecordAgeMs'> & { readonly partial: boolean },
  ): MappingOptions => ({
    batchSize,
    maximumBatchingWindowMs: windowMs,
    parallelizationFactor: parallelisation,
    reportBatchItemFailures: rest.partial,
    bisectBatchOnFunctionError: rest.partial,
    maximumRetryAttempts: rest.maximumRetryAttempts,
    maximumRecordAgeMs: rest.maximumRecordAgeMs,
    retryDelayMs,
  });
  const ofEvents = (
    name: FunctionName,
    options: MappingOptions,
    invoke: (event: ReturnType<typeof kinesisEvent>) => Promise<unknown>,
  ): Worker => {
    const toEvent = (shardId: string, records: readonly StreamRecord<Uint8Array>[]) =>
      kinesisEvent(stores.events.name, shardId, records);
    const props: EventSourceMappingProps<Uint8Array> = {
      name,
      stream: stores.events,
      options,
      now,
      checkpoints: stores.checkpoints,
      bytesOf: recordBytes,
      invoke: (shardId, records) => invoke(toEvent(shardId, records)),
      onFailure: failureDestination({
        bucket: stores.failed,
        functionName: name,
        streamArn: streamArn(stores.events.name),
        batchInfo: 'KinesisBatchInfo',
        now,
        newId,
        toEvent,
      }),
    };
    return eventSourceMapping(props);
  };
  const decide = eventSourceMapping<ItemChange>({
    name: 'decide-sends',
    stream: stores.profileChanges,
    options: settings(stage.decide, { partial: true, maximumRetryAttempts: 10, maximumRecordAgeMs: 20 * HOUR_MS }),
    now,
    checkpoints: stores.checkpoints,
    filter: ({ content }) => content.after?.kind?.S === 'profile',
    bytesOf: changeBytes,
    invoke: (_shardId, records) => functions.decideSends(dynamoDbEvent('profiles', records)),
    onFailure: failureDestination({
      bucket: stores.failed,
      functionName: 'decide-sends',
      streamArn: tableStreamArn('profiles'),
      batchInfo: 'DDBStreamBatchInfo',
      now,
      newId,
      toEvent: (_shardId, records) => dynamoDbEvent('profiles', records),
    }),
  });
  const consume = (
    queue: keyof CloudStores['queues'],
    invoke: (event: ReturnType<typeof sqsEvent>) => Promise<unknown>,
  ): Worker =>
    queueConsumer({
      name: queue,
      queue: stores.queues[queue],
      batchSize: stage.sends.batchSize,
      maximumConcurrency: stage.sends.concurrency,
      reportBatchItemFailures: true,
      now,
      invoke: (messages) => invoke(sqsEvent(queue, messages)),
    });
  let objectsLearned = 0;
  let objectsSince: Instant | undefined;
  /** The next full hour after the lake has grown: a run over the same objects would change nothing. */
  const lakeGrewAt = (): Instant | undefined => {
    if (stores.lake.objects.size === objectsLearned) return undefined;
    objectsSince ??= now();
    return objectsSince;
  };
  return [
    ofEvents(
      'enrich-events',
      settings(stage.enrich, { partial: true, maximumRetryAttempts: 3, maximumRecordAgeMs: DAY_MS }),
      functions.enrichEvents,
    ),
    decide,
    consume('transactional', functions.sendEmail),
    consume('marketing', functions.sendEmail),
    consume('feedback', functions.recordFeedback),
    // Recipients take their time, which nobody waits for.
    {
      name: 'mailboxes',
      background: true,
      nextDueAt: stores.mail.nextHappeningAt,
      runDue: async () => stores.mail.publishDue(),
    },
    // No partial responses and no bisect: a retry sees the same batch, and so writes the same object.
    ofEvents(
      'archive-events',
      settings(stage.archive, {
        partial: false,
        maximumRetryAttempts: 10_000,
        maximumRecordAgeMs: (stage.retentionDays - 1) * DAY_MS,
      }),
      functions.archiveEvents,
    ),
    schedule({
      name: 'sweep-sends',
      everyMs: 60_000,
      now,
      workFrom: () => stores.ledger.nextWakeAt(),
      run: (at) => functions.sweepSends(scheduledEvent('each-minute', newId(), at)),
    }),
    schedule({
      name: 'evaluate-segments',
      everyMs: HOUR_MS,
      now,
      workFrom: () => {
        const day = stores.profiles.nextWakeDay();
        return day === undefined ? undefined : Date.parse(day);
      },
      run: (at) => functions.evaluateSegments(scheduledEvent('each-hour', newId(), at)),
      background: true,
    }),
    schedule({
      name: 'run-broadcast',
      everyMs: 60_000,
      now,
      workFrom: () =>
        [...stores.broadcasts.runs.values()].some(({ state }) => state === 'counting' || state === 'running')
          ? now()
          : undefined,
      run: (at) => functions.runBroadcast(scheduledEvent('each-minute', newId(), at)),
    }),
    schedule({
      name: 'learn-recommendations',
      everyMs: stage.learnEveryMs,
      now,
      workFrom: lakeGrewAt,
      run: async (at) => {
        await functions.learnRecommendations(scheduledEvent('each-hour', newId(), at));
        // It writes what it learned an hour into the lake too, which is no news to itself.
        objectsLearned = stores.lake.objects.size;
        objectsSince = undefined;
      },
      background: true,
    }),
  ];
};
