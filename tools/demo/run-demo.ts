import { cloudClock } from '../cloud/clock.ts';
import { createEmbeddedCloud, type EmbeddedCloud } from '../cloud/embedded-cloud.ts';
import type { EmbeddedStage } from '../cloud/embedded-stage.ts';
import { seededRandom } from '../cloud/seeded-random.ts';
import { breakRecords } from './broken-records.ts';
import { describeDay, describeLive } from './describe-day.ts';
import { type Endpoints, removeEndpoints, writeEndpoints } from './endpoints-file.ts';
import { loadDemoProducts, loadProject } from './load-project.ts';
import { openFronts, type Ports } from './open-fronts.ts';
import { playRecords } from './play-day.ts';
import type { Progress } from './progress.ts';
import { playShoppers } from './shoppers.ts';
import { tellStories } from './tell-stories.ts';

const DAY_MS = 86_400_000;

export interface DemoOptions {
  readonly seed: number;
  readonly shoppers: number;
  readonly ports: Ports;
  readonly exitWhenDone: boolean;
  readonly stage?: Partial<EmbeddedStage>;
}

/** The world outside, as far as the demo needs it. */
export interface DemoWorld {
  readonly now: () => number;
  readonly print: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly progress: Progress;
  /** Resolves when somebody wants it to end. */
  readonly stopped: Promise<unknown>;
}

/** Lets real time pass until somebody stops it; meanwhile others find the cloud by its file of addresses. */
export const stayLive = async (cloud: EmbeddedCloud, endpoints: Endpoints, world: DemoWorld): Promise<void> => {
  cloud.metrics.forgetDurations();
  cloud.release();
  await writeEndpoints(endpoints);
  try {
    world.print(describeLive(endpoints));
    await world.stopped;
  } finally {
    await removeEndpoints(endpoints);
  }
};

/**
 * Plays a day of seeded shoppers that ends now, tells what came of it, and then stays up on the real clock until it is
 * stopped. Throws, with nothing left open, where a port is taken or a campaign has a mistake.
 */
export const runDemo = async (options: DemoOptions, world: DemoWorld): Promise<void> => {
  const { book, validators } = await loadProject();
  const to = world.now();
  const from = to - DAY_MS;
  const cloud = await createEmbeddedCloud({
    clock: cloudClock(from),
    random: seededRandom(options.seed),
    book,
    validators,
    ...(options.stage === undefined ? {} : { stage: options.stage }),
    onFunctionError: (name, error) => world.warn(`${name}: ${error instanceof Error ? error.message : 'failed'}`),
  });
  const fronts = await openFronts(cloud, options.ports);
  try {
    const products = loadDemoProducts(fronts.endpoints.api);
    await cloud.stores.catalogue.put({ products });
    const shoppers = playShoppers({ seed: options.seed, shoppers: options.shoppers, products, from, to });
    const records = [...shoppers, ...breakRecords(from, to)].sort((a, b) => a.at - b.at);
    await playRecords(cloud, records, to, world.progress);
    world.print(describeDay(cloud.counts(), tellStories(cloud.stores)));
    if (options.exitWhenDone) return;
    await stayLive(cloud, fronts.endpoints, world);
  } finally {
    cloud.stop();
    await fronts.close();
  }
};
