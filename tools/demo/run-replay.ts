import { setTimeout as pause } from 'node:timers/promises';
import { memorySchemaRegistry } from '../../lambdas/adapters/memory/memory-schema-registry.ts';
import type { Instant } from '../../lambdas/core/event/event.ts';
import { cloudClock } from '../cloud/clock.ts';
import { createEmbeddedCloud, type EmbeddedCloud } from '../cloud/embedded-cloud.ts';
import { seededRandom } from '../cloud/seeded-random.ts';
import type { LogFormat, LogMessage } from '../import/index.ts';
import { describeDay } from './describe-day.ts';
import { listCounts } from './list-counts.ts';
import { loadProject } from './load-project.ts';
import { openFronts } from './open-fronts.ts';
import { type ReplayReport, reportOn, writeReport } from './replay-report.ts';
import { type DemoOptions, type DemoWorld, resultsOf, stayLive } from './run-demo.ts';
import { type LogSpan, scanLogs } from './scan-logs.ts';
import { tellStories } from './tell-stories.ts';

const DAY_MS = 86_400_000;
/** So that the whole log can come twice, and no id has been forgotten. */
const DEDUPE_DAYS_BEYOND = 35;

export interface ReplayOptions extends DemoOptions {
  /** Replayed in this order, in one run. */
  readonly files: readonly string[];
  readonly format: LogFormat;
  /** Log time that passes in one second of real time, in seconds; Infinity: as fast as it goes. */
  readonly speed: number;
}

const HOUR_MS = 3_600_000;
/** Each run adds up a month of events: hourly over a year would be most of the replay, and of no use to anybody. */
const LEARNED_TIMES_A_LOG = 6;

/** As in the demo, but fit for a year: few mails kept, large objects in the lake, recommendations learned now and then. */
const replayStage = ({ from, to }: LogSpan) => ({
  mailsKept: 1_000,
  learnEveryMs: Math.max(1, Math.ceil((to - from) / LEARNED_TIMES_A_LOG / HOUR_MS)) * HOUR_MS,
  archive: { batchSize: 10_000, windowMs: 300_000, parallelisation: 1 },
  dedupeDays: Math.ceil((to - from) / DAY_MS) + DEDUPE_DAYS_BEYOND,
});

const dayOf = (at: Instant): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

/** Puts the logs' messages at their own times; those of one instant are one request. */
const replay = async (
  cloud: EmbeddedCloud,
  { speed }: ReplayOptions,
  span: LogSpan,
  world: DemoWorld,
): Promise<void> => {
  const startedAt = world.now();
  let done = 0;
  let together: LogMessage[] = [];
  const putTogether = async (): Promise<void> => {
    const [first] = together;
    if (first === undefined) return;
    const early = (first.at - span.from) / speed - (world.now() - startedAt);
    if (early > 1) await pause(early, undefined, { signal: world.signal });
    world.signal.throwIfAborted();
    // A second file may go back in time: the clock does not, its records just come late.
    await cloud.advanceTo(Math.max(first.at, cloud.clock.now()));
    cloud.putRecords(together);
    await cloud.settle();
    done += together.length;
    together = [];
    const rate = Math.round(done / Math.max(0.001, (world.now() - startedAt) / 1_000));
    world.progress.show(done / span.messages, `${dayOf(first.at)}  ${done} of ${span.messages} events, ${rate}/s`);
  };
  for await (const message of span.read()) {
    if (together[0] !== undefined && together[0].at !== message.at) await putTogether();
    together.push(message);
  }
  await putTogether();
};

/** A cloud with its clock held at the logs' beginning, which remembers message ids for as long as they last. */
export const openReplay = async (options: ReplayOptions, world: DemoWorld) => {
  const [{ book, validators }, span] = await Promise.all([loadProject(), scanLogs(options.files, options.format)]);
  const cloud = await createEmbeddedCloud({
    clock: cloudClock(span.from),
    random: seededRandom(options.seed),
    book,
    validators,
    schemas: memorySchemaRegistry(options.schemaIds),
    stage: {
      ...replayStage(span),
      mailboxes: { temper: options.mailbox ?? 'silent', seed: options.seed },
      ...options.stage,
    },
    onFunctionError: (name, error) => world.warn(`${name}: ${error instanceof Error ? error.name : 'failed'}`),
  });
  return { cloud, span };
};

/** Replays the logs on their own times, to the last mail that is due. */
export const playLogs = async (
  cloud: EmbeddedCloud,
  options: ReplayOptions,
  span: LogSpan,
  world: DemoWorld,
  startedAt = world.now(),
): Promise<ReplayReport> => {
  await replay(cloud, options, span, world);
  await cloud.drain();
  world.progress.end();
  const { rows, setAside } = span;
  return reportOn(cloud, { rows, setAside, elapsedMs: world.now() - startedAt, isRealTime: false });
};

/** `kairos demo --from`: replays logs, tells what came of it, reports, and goes live unless it is to end there. */
export const runReplay = async (options: ReplayOptions, world: DemoWorld): Promise<void> => {
  const startedAt = world.now();
  const { cloud, span } = await openReplay(options, world);
  let fronts: Awaited<ReturnType<typeof openFronts>> | undefined;
  try {
    if (!options.exitWhenDone) fronts = await openFronts(cloud, options.ports);
    const report = await playLogs(cloud, options, span, world, startedAt);
    world.print(describeDay(cloud.counts(), resultsOf(cloud), tellStories(cloud.stores)));
    const [seconds, mebibytes] = [(report.elapsedMs / 1_000).toFixed(1), Math.round(report.peakRssBytes / 2 ** 20)];
    world.print(`${report.rows} rows in ${seconds} s, peak ${mebibytes} MiB`);
    world.print(`Rows set aside: ${listCounts(report.setAside)}`);
    if (options.report !== undefined) await writeReport(options.report, report);
    if (fronts !== undefined) await stayLive(cloud, fronts.endpoints, world, options.endpointsFile);
  } finally {
    cloud.stop();
    await fronts?.close();
  }
};
