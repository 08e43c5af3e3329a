import type { Sources } from './sources.ts';

/** What one deployment of Kairos is: plain data, so that two stages are compared by reading. */
export interface Stage {
  readonly name: StageName;
  readonly stream: {
    /** On demand scales by itself; provisioned is cheaper under an even load (1 MB/s and 1,000 records/s a shard). */
    readonly capacity: { readonly mode: 'on-demand' } | { readonly mode: 'provisioned'; readonly shards: number };
    /** How long a record can be read: 1 to 365. */
    readonly retentionDays: number;
  };
  readonly consumers: {
    readonly enrich: ConsumerOptions;
    readonly archive: ConsumerOptions;
    readonly decide: ConsumerOptions;
  };
  readonly queues: {
    /** Mails in flight at once: SES's rate ÷ mails a second that one invocation sends. At least 2. */
    readonly transactionalConcurrency: number;
    readonly marketingConcurrency: number;
    readonly batchSize: number;
  };
  /**
   * Which file of `schemas/` a Confluent registry's id stands for: `confluent:7` → `order-completed/1.avsc`. Glue's are
   * asked for.
   */
  readonly schemaIds: Readonly<Record<string, string>>;
  /** Whether schemas/ is deployed to Glue Schema Registry. */
  readonly schemaRegistry: boolean;
  /** Events that programs send: counted on profiles (they trigger nothing), or kept from them; the lake has them. */
  readonly bots: 'counted' | 'ignored';
  /**
   * What one key (a person, or a program that says it is one) may take of everybody's time. What is beyond it waits
   * with the failed events, from where it can be put back; a key is released by itself.
   */
  readonly hotKeys: {
    /** More events in a window are no person's. */
    readonly eventsAWindow: number;
    readonly windowMinutes: number;
    readonly quarantineMinutes: number;
    /** Of a batch's events; no fewer than `eventsABatch`. */
    readonly shareOfABatch: number;
    readonly eventsABatch: number;
  };
  /** How long a message id is remembered. */
  readonly dedupeDays: number;
  readonly collector: {
    /** SHA-256 (hex) of each write key → the name of its source. `printf %s KEY | sha256sum` makes one. */
    readonly writeKeys: Readonly<Record<string, string>>;
    /** Web origins that may post from a browser. */
    readonly allowOrigins: readonly string[];
    /** What is kept of a sender's address once its country is known: its network (/24, /48), or nothing. */
    readonly addresses: 'truncated' | 'dropped';
    readonly requestsPerSecond: number;
    readonly burst: number;
  };
  /** Brokers to take events from: lib/sources.ts. @default none */
  readonly sources?: Sources;
  /** The page behind the links of mails. A large mailing brings its mail programs and scanners within minutes. */
  readonly preferences: { readonly requestsPerSecond: number; readonly burst: number };
  readonly mail: {
    /** Addresses or `*@domain` that may get mail; `['*']` is everybody. Others are skipped `not_allowed_here`. */
    readonly allowRecipients: readonly string[];
    /** `existing`: the sender's domain is verified in this account and region by someone else. */
    readonly identity: 'create' | 'existing';
    /** A name of yours by which SES's tracking of opens and clicks goes, over HTTPS. @default SES's own name */
    readonly trackingDomain?: string;
  };
  readonly lake: {
    /** After this many days objects move to a cheaper storage class that still answers at once. */
    readonly coolAfterDays: number;
    readonly failedEventsDays: number;
    /** Glue table, Athena workgroup and saved queries. */
    readonly queryable: boolean;
  };
  readonly alarms: AlarmThresholds & {
    /** Who is told; nobody where it is absent. Confirm the subscription once. */
    readonly email?: string;
  };
  readonly logRetentionDays: 7 | 30 | 90;
  readonly tracing: boolean;
  /** Stacks cannot be deleted and data outlive them. */
  readonly protected: boolean;
}

export interface ConsumerOptions {
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** Batches of one shard in flight at once, split by partition key. */
  readonly parallelisation: number;
}

export interface AlarmThresholds {
  readonly lagMinutes: number;
  /** Failed events in five minutes. */
  readonly failedEvents: number;
  readonly bounceRate: number;
  readonly complaintRate: number;
  /** Answers 5xx in five minutes. */
  readonly collectorErrors: number;
}

export const stageNames = ['dev', 'prod', 'local'] as const;
export type StageName = (typeof stageNames)[number];

const thresholds: AlarmThresholds = {
  lagMinutes: 5,
  failedEvents: 100,
  bounceRate: 0.03, // SES reviews an account at 5 %
  complaintRate: 0.0008, // and at 0.1 %
  collectorErrors: 5,
};

const dev: Stage = {
  name: 'dev',
  stream: { capacity: { mode: 'provisioned', shards: 1 }, retentionDays: 7 },
  consumers: {
    enrich: { batchSize: 500, windowSeconds: 0, parallelisation: 1 },
    archive: { batchSize: 5_000, windowSeconds: 60, parallelisation: 1 },
    decide: { batchSize: 100, windowSeconds: 0, parallelisation: 1 },
  },
  queues: { transactionalConcurrency: 2, marketingConcurrency: 2, batchSize: 10 },
  schemaIds: {},
  schemaRegistry: true,
  bots: 'counted',
  // Seven events a second for five minutes; a phone that was offline for a day stays below.
  hotKeys: { eventsAWindow: 2_000, windowMinutes: 5, quarantineMinutes: 30, shareOfABatch: 0.5, eventsABatch: 250 },
  dedupeDays: 35,
  collector: {
    // The write key `kairos-dev`: enough for a first try, to be replaced before strangers can reach the address.
    writeKeys: { '85b9fed1a6b0f5a8314cdd9dbcd13c6fc2bd24a60467cac6baab16349c750dc2': 'website' },
    allowOrigins: ['*'],
    addresses: 'truncated',
    requestsPerSecond: 100,
    burst: 200,
  },
  preferences: { requestsPerSecond: 20, burst: 40 },
  mail: {
    // SES's mailbox simulator only: add your own verified address to see a mail.
    allowRecipients: ['*@simulator.amazonses.com'],
    identity: 'create',
  },
  lake: { coolAfterDays: 30, failedEventsDays: 30, queryable: true },
  alarms: thresholds,
  logRetentionDays: 7,
  tracing: true,
  protected: false,
};

const prod: Stage = {
  ...dev,
  name: 'prod',
  stream: { capacity: { mode: 'on-demand' }, retentionDays: 7 },
  consumers: {
    enrich: { batchSize: 1_000, windowSeconds: 0, parallelisation: 2 },
    archive: { batchSize: 10_000, windowSeconds: 60, parallelisation: 1 },
    decide: { batchSize: 100, windowSeconds: 0, parallelisation: 2 },
  },
  queues: { transactionalConcurrency: 5, marketingConcurrency: 5, batchSize: 10 },
  collector: {
    writeKeys: {}, // none is let in until you add yours
    allowOrigins: [], // nor any web page
    addresses: 'dropped',
    requestsPerSecond: 2_000,
    burst: 4_000,
  },
  preferences: { requestsPerSecond: 200, burst: 400 },
  mail: { allowRecipients: ['*'], identity: 'create' },
  lake: { coolAfterDays: 90, failedEventsDays: 90, queryable: true },
  logRetentionDays: 90,
  protected: true,
};

/** The emulator on one machine (`npm run deploy:local`): short windows, and without what the emulator lacks. */
const local: Stage = {
  ...dev,
  name: 'local',
  consumers: {
    enrich: { ...dev.consumers.enrich, batchSize: 100 },
    archive: { batchSize: 100, windowSeconds: 1, parallelisation: 1 },
    decide: dev.consumers.decide,
  },
  mail: { allowRecipients: ['*@example.com'], identity: 'create' },
  lake: { ...dev.lake, queryable: false },
  schemaRegistry: false,
};

const stages: Readonly<Record<StageName, Stage>> = { dev, prod, local };

const isStageName = (name: string): name is StageName => Object.hasOwn(stages, name);

/** The named stage; an unknown name is an error that lists the known ones. */
export const findStage = (name: string): Stage => {
  if (!isStageName(name)) throw new Error(`Unknown stage "${name}". Known stages: ${stageNames.join(', ')}.`);
  return stages[name];
};
