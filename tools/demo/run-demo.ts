import { systemRandom } from '../../lambdas/adapters/aws/system-clock.ts';
import { memorySchemaRegistry } from '../../lambdas/adapters/memory/memory-schema-registry.ts';
import { cloudClock } from '../cloud/clock.ts';
import { createEmbeddedCloud, type EmbeddedCloud } from '../cloud/embedded-cloud.ts';
import type { EmbeddedStage } from '../cloud/embedded-stage.ts';
import { type Journal, openJournal } from '../cloud/journal/journal.ts';
import type { MailboxTemper } from '../cloud/mailbox/recipients.ts';
import { seededRandom } from '../cloud/seeded-random.ts';
import { shownResults } from '../cloud/shown-results.ts';
import { breakRecords } from './broken-records.ts';
import { describeDay, describeLive, describeReplaced } from './describe-day.ts';
import { describeResults } from './describe-results.ts';
import { claimEndpoints, type Endpoints, endpointsFile } from './endpoints-file.ts';
import { loadDemoProducts, loadProject } from './load-project.ts';
import { openFronts, type Ports } from './open-fronts.ts';
import { playRecords } from './play-day.ts';
import type { Progress } from './progress.ts';
import { reportOn, writeReport } from './replay-report.ts';
import { playShoppers } from './shoppers.ts';
import { tellStories } from './tell-stories.ts';

const DAY_MS = 86_400_000;

export interface DemoOptions {
  readonly seed: number;
  readonly shoppers: number;
  readonly ports: Ports;
  readonly exitWhenDone: boolean;
  /** What becomes of mails. @default lively in a day of shoppers, quiet in a replay */
  readonly mailbox?: MailboxTemper;
  readonly stage?: Partial<EmbeddedStage>;
  /** Where counts, sizes and times are written as JSON, at the end. */
  readonly report?: string | undefined;
  /** Where everything is saved, and what the demo goes on from. @default nothing outlives the process */
  readonly dataDir?: string;
  /** What a schema registry would know: ids in records' framing, and the files of `schemas/` that they stand for. */
  readonly schemaIds?: Readonly<Record<string, string>>;
  /** @default .kairos/endpoints.json, where `kairos clock` looks */
  readonly endpointsFile?: string;
}

/** The world outside, as far as the demo needs it. */
export interface DemoWorld {
  readonly now: () => number;
  readonly print: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly progress: Progress;
  /** Aborted when somebody wants it to end: a day or a log that is still being played is then left with an AbortError. */
  readonly signal: AbortSignal;
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Lets real time pass until somebody stops it; meanwhile others find the cloud by its file of addresses. */
export const stayLive = async (
  cloud: EmbeddedCloud,
  endpoints: Endpoints,
  world: DemoWorld,
  file = endpointsFile,
): Promise<void> => {
  cloud.metrics.forgetDurations();
  cloud.release();
  const { replaced, release } = await claimEndpoints(endpoints, file);
  try {
    if (replaced !== undefined) world.warn(describeReplaced(replaced, file));
    world.print(describeLive(endpoints, file));
    await untilAborted(world.signal);
  } finally {
    await release();
  }
};

/** Tells of the day that is past, or of what was saved: the same counts. */
const describe = (cloud: EmbeddedCloud): string =>
  describeDay(cloud.counts(), resultsOf(cloud), tellStories(cloud.stores));

export const resultsOf = (cloud: EmbeddedCloud): string =>
  describeResults(shownResults(cloud), cloud.book.brand.currency);

/**
 * Plays a day of seeded shoppers that ends now, tells what came of it, and then stays up on the real clock until it is
 * stopped. With a data directory that an earlier run left, no day is played: it goes on from there. Throws, with
 * nothing left open, where a port is taken or a campaign has a mistake.
 */
export const runDemo = async (options: DemoOptions, world: DemoWorld): Promise<void> => {
  const { book, validators } = await loadProject();
  const journal = options.dataDir === undefined ? undefined : openJournal(options.dataDir);
  try {
    await runOn(journal, { book, validators }, options, world);
  } finally {
    journal?.close();
  }
};

const runOn = async (
  journal: Journal | undefined,
  project: Awaited<ReturnType<typeof loadProject>>,
  options: DemoOptions,
  world: DemoWorld,
): Promise<void> => {
  const savedAt = journal?.saved.at;
  const to = world.now();
  const from = to - DAY_MS;
  const cloud = await createEmbeddedCloud({
    clock: cloudClock(savedAt ?? from),
    // A seed would give the ids of the earlier run once more.
    random: savedAt === undefined ? seededRandom(options.seed) : systemRandom,
    ...project,
    schemas: memorySchemaRegistry(options.schemaIds),
    stage: { mailboxes: { temper: options.mailbox ?? 'lively', seed: options.seed }, ...options.stage },
    ...(journal === undefined ? {} : { journal }),
    onFunctionError: (name, error) => world.warn(`${name}: ${error instanceof Error ? error.name : 'failed'}`),
  });
  let fronts: Awaited<ReturnType<typeof openFronts>> | undefined;
  try {
    fronts = await openFronts(cloud, options.ports);
    const products = loadDemoProducts(fronts.endpoints.api);
    await cloud.stores.catalogue.put({ products });
    if (savedAt === undefined) {
      const shoppers = playShoppers({ seed: options.seed, shoppers: options.shoppers, products, from, to });
      const records = [...shoppers, ...breakRecords(from, to)].sort((a, b) => a.at - b.at);
      await playRecords(cloud, records, to, world);
    }
    world.print(describe(cloud));
    if (!options.exitWhenDone) await stayLive(cloud, fronts.endpoints, world, options.endpointsFile);
    if (options.report === undefined) return;
    const run = { rows: 0, setAside: {}, elapsedMs: world.now() - to, isRealTime: !options.exitWhenDone };
    await writeReport(options.report, reportOn(cloud, run));
  } finally {
    cloud.stop();
    await fronts?.close();
  }
};
