import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
  DynamoDBBatchResponse,
  DynamoDBStreamEvent,
  KinesisStreamBatchResponse,
  KinesisStreamEvent,
  ScheduledEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import { liquidRenderer } from '../../lambdas/adapters/liquid-renderer.ts';
import { preferenceLinks } from '../../lambdas/adapters/preference-links.ts';
import { isBot } from '../../lambdas/adapters/user-agents.ts';
import { createHandler as createArchiveEvents } from '../../lambdas/archive-events/create-handler.ts';
import { createHandler as createCollect } from '../../lambdas/collect/create-handler.ts';
import type { CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import { triggersOf } from '../../lambdas/core/campaign/triggers.ts';
import { moneyOf } from '../../lambdas/core/enrichment/shop-currency.ts';
import { watchOf } from '../../lambdas/core/segment/watch.ts';
import { createHandler as createDecideSends } from '../../lambdas/decide-sends/create-handler.ts';
import type { EventValidators } from '../../lambdas/decode/event-validators.ts';
import { createHandler as createEnrichEvents } from '../../lambdas/enrich-events/create-handler.ts';
import { createHandler as createEvaluateSegments } from '../../lambdas/evaluate-segments/create-handler.ts';
import { createHandler as createLearnRecommendations } from '../../lambdas/learn-recommendations/create-handler.ts';
import { createHandler as createManagePreferences } from '../../lambdas/manage-preferences/create-handler.ts';
import type { BatchFunction } from '../../lambdas/ports/batch-function.ts';
import type { Clock, Random } from '../../lambdas/ports/clock.ts';
import type { Metrics } from '../../lambdas/ports/metrics.ts';
import type { Renderer } from '../../lambdas/ports/renderer.ts';
import type { SchemaRegistry } from '../../lambdas/ports/schema-registry.ts';
import { createHandler as createRecordFeedback } from '../../lambdas/record-feedback/create-handler.ts';
import { createHandler as createRedriveFailed } from '../../lambdas/redrive-failed/create-handler.ts';
import type { RedriveReport } from '../../lambdas/redrive-failed/redrive.ts';
import type { RedriveRequest } from '../../lambdas/redrive-failed/redrive-request.ts';
import { createHandler as createRelayPubsub } from '../../lambdas/relay-pubsub/create-handler.ts';
import { createHandler as createRunBroadcast } from '../../lambdas/run-broadcast/create-handler.ts';
import { createHandler as createSendEmail } from '../../lambdas/send-email/create-handler.ts';
import { createHandler as createSweepSends } from '../../lambdas/sweep-sends/create-handler.ts';
import { createHandler as createUnmergeProfiles } from '../../lambdas/unmerge-profiles/create-handler.ts';
import type { UnmergeReport, UnmergeRequest } from '../../lambdas/unmerge-profiles/unmerge-request.ts';
import type { CloudStores } from './cloud-stores.ts';
import type { EmbeddedStage } from './embedded-stage.ts';
import { countryOf, enrichers } from './enrichers.ts';
import { lambdaContext } from './lambda-context.ts';

/** Puts something between a function and a port, as the proof harness's faults. The name says whose port it is. */
export type WrapPort = <Port extends object>(name: string, port: Port) => Port;

/** One run of a function, and how long Lambda lets it take. */
export interface Invocation {
  readonly functionName: FunctionName;
  readonly event: unknown;
  readonly timeoutMs: number;
}

/** Stands around every invocation: the proof harness ends some before they are done. */
export type AroundInvocation = <Answer>(invocation: Invocation, run: () => Promise<Answer>) => Promise<Answer>;

export interface CloudFunctionsProps {
  readonly stage: EmbeddedStage;
  readonly book: CampaignBook;
  readonly validators: EventValidators;
  /** @default no id is known */
  readonly schemas?: SchemaRegistry;
  readonly stores: CloudStores;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
  readonly wrap: WrapPort;
  readonly around: AroundInvocation;
  /** Shares parsed templates between clouds. @default one of its own */
  readonly renderer?: Renderer;
  /** Where the links of a mail lead: the front that serves them may open later than the cloud. */
  readonly preferencesUrl: () => string;
  /** Told of what a function threw; what happens next is up to its event source. */
  readonly onError: (functionName: string, error: unknown) => void;
}

/** Whom a Pub/Sub subscription pushes as. */
export const PUSHING_ACCOUNT = 'pubsub@embedded.iam.gserviceaccount.com';

/** Lambda's own time-outs, as the stacks set them. */
const TIMEOUT_MS = {
  collect: 15_000,
  'relay-pubsub': 25_000,
  'archive-events': 120_000,
  'enrich-events': 300_000,
  'evaluate-segments': 300_000,
  'decide-sends': 120_000,
  'send-email': 60_000,
  'sweep-sends': 60_000,
  'record-feedback': 60_000,
  'run-broadcast': 60_000,
  'manage-preferences': 15_000,
  'learn-recommendations': 600_000,
  'redrive-failed': 900_000,
  'unmerge-profiles': 900_000,
} as const;
export type FunctionName = keyof typeof TIMEOUT_MS;

/** The real handlers on memory ports: what `handler.ts` does for AWS, this file does here. */
export const cloudFunctions = (props: CloudFunctionsProps) => {
  const { stage, book, validators, schemas, stores, clock, random, metrics, wrap } = props;
  const { dedupeDays, retentionDays } = stage;
  const { profiles, consents, ledger, catalogue, lake, failed } = stores;
  const time = { clock, metrics };
  const watch = watchOf(book);

  const deploy =
    <Event, Answer>(name: FunctionName, handler: (event: Event, context: Context) => Promise<Answer>) =>
    async (event: Event): Promise<Answer> => {
      try {
        const timeoutMs = TIMEOUT_MS[name];
        return await props.around({ functionName: name, event, timeoutMs }, () =>
          handler(event, lambdaContext(name, random.id(), timeoutMs, clock.now)),
        );
      } catch (error) {
        props.onError(name, error);
        throw error;
      }
    };
  /** Each function gets its own view of a port, so that a fault can be told to hit one function alone. */
  const portsOf = (name: FunctionName) => ({
    profiles: wrap(`${name}.profiles`, profiles),
    consents: wrap(`${name}.consents`, consents),
    ledger: wrap(`${name}.ledger`, ledger),
    holds: wrap(`${name}.holds`, stores.holds),
    health: wrap(`${name}.health`, stores.health),
    tokens: wrap(`${name}.tokens`, stores.tokens),
    broadcasts: wrap(`${name}.broadcasts`, stores.broadcasts),
    pages: wrap(`${name}.pages`, stores.pages),
    quotas: stores.quotas,
    catalogue: wrap(`${name}.catalogue`, catalogue),
    lake: wrap(`${name}.lake`, lake),
    failed: wrap(`${name}.failed`, failed),
    failedEvents: wrap(`${name}.failedEvents`, stores.failedEvents),
    events: wrap(`${name}.events`, stores.eventStream),
    queues: wrap(`${name}.queues`, stores.sendQueues),
    mailer: wrap(`${name}.mailer`, stores.mail),
    keys: wrap(`${name}.keys`, stores.preferenceKeys),
  });
  const sendEmailPorts = portsOf('send-email');
  const sweepSends = createSweepSends({ ...portsOf('sweep-sends'), ...time, book, circuit: stage.circuit });
  const decideSends = deploy<DynamoDBStreamEvent, DynamoDBBatchResponse>(
    'decide-sends',
    createDecideSends({ ...portsOf('decide-sends'), ...time, random, book }),
  );
  return {
    collect: deploy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(
      'collect',
      createCollect({
        ...time,
        random,
        writeKeys: stage.writeKeys,
        countryOf,
        events: portsOf('collect').events,
        failedEvents: portsOf('collect').failedEvents,
      }),
    ),
    relayPubsub: deploy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(
      'relay-pubsub',
      createRelayPubsub({ ...portsOf('relay-pubsub'), ...time, random, serviceAccount: PUSHING_ACCOUNT }),
    ),
    archiveEvents: deploy<KinesisStreamEvent, void>(
      'archive-events',
      createArchiveEvents({ lake: portsOf('archive-events').lake }),
    ),
    enrichEvents: deploy<KinesisStreamEvent, KinesisStreamBatchResponse>(
      'enrich-events',
      createEnrichEvents({
        ...portsOf('enrich-events'),
        ...time,
        random,
        validators,
        schemas,
        enrichers: { ...enrichers, money: moneyOf(book.brand) },
        triggers: triggersOf(book),
        watch,
        dedupe: { dedupeDays, retentionDays },
        hotKeys: stage.hotKeys,
      }),
    ),
    evaluateSegments: deploy<ScheduledEvent, void>(
      'evaluate-segments',
      createEvaluateSegments({ ...portsOf('evaluate-segments'), ...time, random, watch }),
    ),
    decideSends,
    sendEmail: deploy<SQSEvent, SQSBatchResponse>(
      'send-email',
      createSendEmail({
        ...sendEmailPorts,
        ...time,
        random,
        book,
        allowRecipients: stage.allowRecipients,
        renderer: props.renderer ?? liquidRenderer(book),
        links: preferenceLinks(sendEmailPorts.keys, props.preferencesUrl),
      }),
    ),
    managePreferences: deploy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>(
      'manage-preferences',
      createManagePreferences({ ...portsOf('manage-preferences'), ...time, random, brand: book.brand }),
    ),
    // The rule names no shard: one run looks at all of them.
    sweepSends: deploy<ScheduledEvent, void>('sweep-sends', (_event, context) => sweepSends({}, context)),
    runBroadcast: deploy<ScheduledEvent, void>(
      'run-broadcast',
      createRunBroadcast({ ...portsOf('run-broadcast'), ...time, book }),
    ),
    recordFeedback: deploy<SQSEvent, SQSBatchResponse>(
      'record-feedback',
      createRecordFeedback({ ...portsOf('record-feedback'), ...time, isBot, circuit: stage.circuit }),
    ),
    learnRecommendations: deploy<ScheduledEvent, void>(
      'learn-recommendations',
      createLearnRecommendations({ ...portsOf('learn-recommendations'), ...time, validators, schemas }),
    ),
    redriveFailed: deploy<RedriveRequest, RedriveReport>(
      'redrive-failed',
      createRedriveFailed({
        ...portsOf('redrive-failed'),
        ...time,
        validators,
        schemas,
        dedupeDays,
        streamName: stores.events.name,
        profilesTable: 'profiles',
        decideSends: batchFunction(decideSends),
      }),
    ),
    unmergeProfiles: deploy<UnmergeRequest, UnmergeReport>(
      'unmerge-profiles',
      createUnmergeProfiles({
        ...portsOf('unmerge-profiles'),
        clock,
        random,
        validators,
        schemas,
        enrichers: { ...enrichers, money: moneyOf(book.brand) },
        watch: watchOf(book),
        dedupeDays,
      }),
    ),
  };
};

export type CloudFunctions = ReturnType<typeof cloudFunctions>;

/** A function as redrive invokes it: whether it did all of the batch. */
const batchFunction = (invoke: (event: DynamoDBStreamEvent) => Promise<DynamoDBBatchResponse>): BatchFunction => ({
  // What a given-up batch of this cloud's own holds is the event that it was made of.
  handle: (event) =>
    invoke(event as DynamoDBStreamEvent).then(
      ({ batchItemFailures }) => batchItemFailures.length === 0,
      () => false,
    ),
});
