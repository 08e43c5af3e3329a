import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import type { Product } from '../../lambdas/core/catalogue/product.ts';
import type { Instant } from '../../lambdas/core/event/event.ts';
import { decodeRecord } from '../../lambdas/decode/decode-record.ts';
import type { EventValidators } from '../../lambdas/decode/event-validators.ts';
import type { Random } from '../../lambdas/ports/clock.ts';
import type { OutgoingRecord } from '../../lambdas/ports/event-stream.ts';
import type { Renderer } from '../../lambdas/ports/renderer.ts';
import type { SchemaRegistry } from '../../lambdas/ports/schema-registry.ts';
import type { FailedShelf } from '../failed/browse-failed.ts';
import { scheduledEvent } from './aws-events.ts';
import type { CloudClock } from './clock.ts';
import { type CloudCounts, countCloud } from './cloud-counts.ts';
import { type AroundInvocation, type CloudFunctions, cloudFunctions, type WrapPort } from './cloud-functions.ts';
import type { CloudMetrics } from './cloud-metrics.ts';
import { type CloudStores, cloudStores } from './cloud-stores.ts';
import { type CloudTables, emptyCloudTables, forgetConsumedChanges, revealMessages } from './cloud-tables.ts';
import { cloudWorkers } from './cloud-workers.ts';
import { type EmbeddedStage, embeddedStage } from './embedded-stage.ts';
import { batchForFeed, failuresForFeed, ledgerForFeed } from './feed-events.ts';
import type { Journal } from './journal/journal.ts';
import { createRecorder } from './journal/recorder.ts';
import { type LiveFeed, liveFeed } from './live-feed.ts';
import type { Visitor } from './mailbox/ses-event.ts';
import { workLoop } from './work-loop.ts';
import type { Worker } from './worker.ts';

export interface EmbeddedCloudOptions {
  /** Held or released: see `CloudClock`. */
  readonly clock: CloudClock;
  readonly random: Random;
  readonly book: CampaignBook;
  readonly validators: EventValidators;
  /** Which schema a framed record's id stands for. @default none is known */
  readonly schemas?: SchemaRegistry;
  readonly stage?: Partial<EmbeddedStage>;
  /** The shop's own feed, which the catalogue begins with. */
  readonly products?: readonly Product[];
  /** Stands between every function and each of its ports. @default as they are */
  readonly wrap?: WrapPort;
  /** Stands around every invocation. @default it just runs */
  readonly around?: AroundInvocation;
  /** Between SES's events and the feedback queue: a topic may deliver late, twice, or not at all. @default at once */
  readonly publishFeedback?: (body: string, deliver: (body: string) => void) => void;
  /** @default one of its own */
  readonly renderer?: Renderer;
  readonly onFunctionError?: (functionName: string, error: unknown) => void;
  /**
   * Where every change is saved, and what the cloud goes on from. Its clock must start no earlier than what was saved,
   * and `random` must not repeat the ids of an earlier run. @default nothing outlives the process
   */
  readonly journal?: Journal;
}

/** The whole pipeline in this process. */
export interface EmbeddedCloud {
  readonly clock: CloudClock;
  readonly book: CampaignBook;
  readonly stage: EmbeddedStage;
  readonly stores: CloudStores;
  readonly metrics: CloudMetrics;
  readonly feed: LiveFeed;
  /** As a producer's PutRecords: durable when it returns. */
  putRecords(records: readonly OutgoingRecord[]): void;
  collect(request: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2>;
  relayPubsub(request: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2>;
  managePreferences(request: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2>;
  /** As SES's own address of a tracked link does: where it leads, after saying that it was followed. */
  followLink(mailId: string, place: number, who: Visitor): string | undefined;
  /** Where the links of mails lead from now on, without a slash at the end: whoever opens a front says so. */
  servePreferencesAt(url: string): void;
  readonly random: Random;
  /** Takes broadcasts further, and queues what is due of them: what the next two full minutes would do. */
  runBroadcasts(): Promise<void>;
  readonly redrive: CloudFunctions['redriveFailed'];
  readonly unmerge: CloudFunctions['unmergeProfiles'];
  /** What waits to be redriven, for an operator to look at. */
  readonly shelf: FailedShelf;
  /** What `settle`, `advanceTo` and `drain` run one after the other, for those who let them run side by side. */
  readonly workers: readonly Worker[];
  counts(): CloudCounts;
  /** Held: until nothing is due at this instant. Released: until no function is at work. */
  settle(): Promise<void>;
  /** Held: moves the clock, doing on the way all that falls due. */
  advanceTo(instant: Instant): Promise<void>;
  /** Held: moves the clock as far as it takes until nothing is left to do. */
  drain(until?: Instant): Promise<void>;
  /** Real time passes from now on. */
  release(): void;
  /** Released: jumps forward; resolves when all that fell due by then is done. */
  skip(ms: number): Promise<void>;
  stop(): void;
}

const OPENING_BRACE = 0x7b;

/** A record may hold many messages; each is an event of its own. */
const eventsIn = (partitionKey: string, data: Uint8Array, validators: EventValidators): number => {
  if (data[0] === OPENING_BRACE) return 1;
  const position = { shard: '', sequence: '', subSequence: 0 };
  const { events, failures } = decodeRecord({ position, partitionKey, arrivedAt: 0, data }, validators);
  return events.length + failures.length;
};

/** Until a front is open: a name that is nobody's. */
const NOWHERE = 'https://preferences.invalid';

const asItIs: WrapPort = (_name, port) => port;
const justRun: AroundInvocation = (_invocation, run) => run();

/** Builds every store, function and event source. Nothing runs until records come or the clock moves. */
export const createEmbeddedCloud = async (options: EmbeddedCloudOptions): Promise<EmbeddedCloud> => {
  const { clock, random, book, validators, wrap = asItIs } = options;
  const stage = { ...embeddedStage, ...options.stage };
  const { journal } = options;
  const recorder = createRecorder({
    now: () => clock.now(),
    newId: () => random.id(),
    append: (call) => journal?.append(call),
  });
  const { now, newId } = recorder;
  const feed = liveFeed();
  const onMail: Parameters<typeof cloudStores>[0]['onMail'] = ({ id: mailId, at, campaign, to, subject }) =>
    feed.publish({ kind: 'mail', at, mailId, campaign, to, subject });
  // Our own image, taken by `emptyCloudTables` and what wrote into it.
  const saved = journal?.saved.image as CloudTables | undefined;
  const tables = { ...emptyCloudTables(), ...saved }; // an image may be older than some table
  const plain = cloudStores({
    stage,
    now,
    newId,
    onMail,
    publishFeedback: options.publishFeedback,
    tables,
    ...(journal === undefined ? {} : { record: recorder.record }),
  });
  const { metrics } = plain;
  plain.events.onAppend(({ partitionKey, content }) =>
    metrics.count('EventsPut', eventsIn(partitionKey, content, validators)),
  );
  const timePassed = recorder.record('clock', { passed: () => undefined }, ['passed']);
  if (journal !== undefined) {
    journal.saved.calls.forEach(recorder.replay);
    revealMessages(tables);
    forgetConsumedChanges(tables);
    journal.begin(tables, clock.now());
  }
  const stores: CloudStores = {
    ...plain,
    ledger: ledgerForFeed(plain.ledger, feed, now),
    failedEvents: failuresForFeed(plain.failedEvents, feed),
  };
  let preferencesUrl = NOWHERE;
  const deployed = cloudFunctions({
    stage,
    book,
    validators,
    schemas: options.schemas,
    stores,
    clock,
    random,
    metrics,
    wrap,
    around: options.around ?? justRun,
    renderer: options.renderer,
    preferencesUrl: () => preferencesUrl,
    onError: options.onFunctionError ?? (() => undefined),
  });
  const functions: CloudFunctions = {
    ...deployed,
    enrichEvents: async (batch) => {
      if (!feed.isHeard()) return deployed.enrichEvents(batch);
      const news = batchForFeed(batch, validators, stores.profiles.states, options.schemas);
      const response = await deployed.enrichEvents(batch);
      for (const message of news()) feed.publish(message);
      return response;
    },
  };
  const workers = cloudWorkers({ stage, stores, functions, now, newId });
  const loop = workLoop(clock, workers, (name, error) => options.onFunctionError?.(name, error));
  stores.events.onAppend(() => loop.wake());
  stores.profileChanges.onAppend(() => loop.wake());
  if (options.products !== undefined) await stores.catalogue.put({ products: options.products });
  return {
    clock,
    book,
    stage,
    stores,
    metrics,
    feed,
    putRecords: (records) => {
      for (const { partitionKey, data } of records) stores.events.append(partitionKey, data);
    },
    collect: functions.collect,
    relayPubsub: functions.relayPubsub,
    managePreferences: functions.managePreferences,
    followLink: (mailId, place, who) => {
      const url = stores.mail.follow(mailId, place, who);
      loop.wake();
      return url;
    },
    servePreferencesAt: (url) => {
      preferencesUrl = url;
    },
    random,
    runBroadcasts: async () => {
      await functions.runBroadcast(scheduledEvent('each-minute', newId(), now()));
      await functions.sweepSends(scheduledEvent('each-minute', newId(), now())).catch(() => undefined);
      loop.wake();
    },
    redrive: functions.redriveFailed,
    unmerge: functions.unmergeProfiles,
    shelf: { failed: stores.failed, validators, schemas: options.schemas },
    workers,
    counts: () => countCloud(stores, metrics),
    settle: loop.settle,
    advanceTo: loop.advanceTo,
    drain: loop.drain,
    release: () => {
      clock.release();
      loop.wake();
    },
    skip: async (ms) => {
      await clock.skip(ms);
      if (journal !== undefined) timePassed.passed();
      // Whoever jumps an hour does not want to wait for the next full minute: the rule's missed ticks are made up for.
      await functions.sweepSends(scheduledEvent('each-minute', newId(), now())).catch(() => undefined);
      loop.wake();
      await loop.settle();
      feed.publish({ kind: 'clock', at: clock.now() });
    },
    stop: () => clock.stop(),
  };
};
