import type { MailboxTemper } from '../cloud/mailbox/recipients.ts';
import { defaultPorts } from '../demo/open-fronts.ts';
import { progressOn } from '../demo/progress.ts';
import { type DemoOptions, type DemoWorld, runDemo } from '../demo/run-demo.ts';
import { type ReplayOptions, runReplay } from '../demo/run-replay.ts';
import { runInterruptibly } from './run-interruptibly.ts';

/** What the command line gives; numbers are parsed, nothing else is checked. */
export interface DemoArguments {
  readonly seed: number;
  readonly shoppers?: number;
  readonly kinesisPort?: number;
  readonly collectorPort?: number;
  readonly apiPort?: number;
  readonly exitWhenDone: boolean;
  readonly mailbox?: MailboxTemper;
  readonly from?: readonly string[];
  readonly format?: ReplayOptions['format'];
  readonly speed?: number;
  readonly report?: string;
  readonly data?: string;
  readonly endpoints?: string;
  readonly schemaId?: Readonly<Record<string, string>>;
}

const SHOPPERS = 400;

type OptionName = keyof DemoArguments;

/** Options of a replay, and those of the shoppers' day: an option that would be ignored is a mistake to be told of. */
const OF_A_REPLAY: readonly (readonly [OptionName, flag: string, what: string])[] = [
  ['format', '--format', 'says what the log is'],
  ['speed', '--speed', 'says how fast a log is replayed'],
];
const OF_THE_DAY: readonly (readonly [OptionName, flag: string, what: string])[] = [
  ['data', '--data', 'keeps a live demo; a replay begins anew each time'],
  ['shoppers', '--shoppers', 'says how many people shop on the demo’s own day'],
];

/** Throws where one option makes another meaningless, and says which to take out or to add. */
export const checkOptions = (given: DemoArguments): void => {
  const isReplay = given.from !== undefined;
  for (const [option, flag, what] of isReplay ? OF_THE_DAY : OF_A_REPLAY)
    if (given[option] !== undefined)
      throw new Error(
        `${flag} ${what}: leave it out${isReplay ? ', or --from' : ', or name the log with --from FILE'}.`,
      );
  if (isReplay && given.format === undefined)
    throw new Error('--from needs --format: say what the log is (rees46, online-retail or segment-ndjson).');
};

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
    checkOptions(given);
    const options = readOptions(given);
    const { from: files, format, speed = Infinity, data } = given;
    if (files !== undefined && format !== undefined) await runReplay({ ...options, files, format, speed }, world);
    else await runDemo({ ...options, ...(data === undefined ? {} : { dataDir: data }) }, world);
  });

const readOptions = (given: DemoArguments): DemoOptions => {
  const ports = {
    kinesis: given.kinesisPort ?? defaultPorts.kinesis,
    collector: given.collectorPort ?? defaultPorts.collector,
    api: given.apiPort ?? defaultPorts.api,
  };
  return {
    seed: given.seed,
    shoppers: given.shoppers ?? SHOPPERS,
    ports,
    exitWhenDone: given.exitWhenDone,
    ...(given.mailbox === undefined ? {} : { mailbox: given.mailbox }),
    report: given.report,
    ...(given.endpoints === undefined ? {} : { endpointsFile: given.endpoints }),
    ...(given.schemaId === undefined ? {} : { schemaIds: given.schemaId }),
  };
};
