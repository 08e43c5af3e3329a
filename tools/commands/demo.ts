import { defaultPorts } from '../demo/open-fronts.ts';
import { progressOn } from '../demo/progress.ts';
import { type DemoOptions, type DemoWorld, runDemo } from '../demo/run-demo.ts';
import { type ReplayOptions, runReplay } from '../demo/run-replay.ts';
import { runInterruptibly } from './run-interruptibly.ts';

/** What the command line gives; numbers are parsed, nothing else is checked. */
export interface DemoArguments {
  readonly seed: number;
  readonly shoppers: number;
  readonly kinesisPort?: number;
  readonly collectorPort?: number;
  readonly apiPort?: number;
  readonly exitWhenDone: boolean;
  readonly from?: readonly string[];
  readonly format?: ReplayOptions['format'];
  readonly speed: number;
  readonly report?: string;
  readonly data?: string;
  readonly endpoints?: string;
  readonly schemaId?: Readonly<Record<string, string>>;
}

/** `kairos demo`: the shoppers' day, or a log where one is named. */
export const demoCommand = (given: DemoArguments): Promise<void> =>
  runInterruptibly(async (signal) => {
    const world: DemoWorld = {
      now: () => Date.now(),
      print: (text: string) => console.log(text),
      warn: (text: string) => console.error(text),
      progress: progressOn(process.stderr, () => performance.now()),
      signal,
    };
    const options = readOptions(given);
    await (given.from === undefined ? play(given, options, world) : replay(given, given.from, options, world));
  });

const readOptions = (given: DemoArguments): DemoOptions => {
  const ports = {
    kinesis: given.kinesisPort ?? defaultPorts.kinesis,
    collector: given.collectorPort ?? defaultPorts.collector,
    api: given.apiPort ?? defaultPorts.api,
  };
  return {
    seed: given.seed,
    shoppers: given.shoppers,
    ports,
    exitWhenDone: given.exitWhenDone,
    report: given.report,
    ...(given.endpoints === undefined ? {} : { endpointsFile: given.endpoints }),
    ...(given.schemaId === undefined ? {} : { schemaIds: given.schemaId }),
  };
};

const play = (given: DemoArguments, common: DemoOptions, world: DemoWorld): Promise<void> =>
  runDemo({ ...common, ...(given.data === undefined ? {} : { dataDir: given.data }) }, world);

const replay = async (
  given: DemoArguments,
  files: readonly string[],
  common: DemoOptions,
  world: DemoWorld,
): Promise<void> => {
  if (given.data !== undefined) throw new Error('--data keeps a live demo; a replay of --from begins anew each time.');
  if (given.format === undefined) throw new Error('say what the file is with --format.');
  await runReplay({ ...common, files, format: given.format, speed: given.speed }, world);
};
