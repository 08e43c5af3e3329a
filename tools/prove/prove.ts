import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { loadProject } from '../demo/load-project.ts';
import { proveExhaustively } from './exhaustive.ts';
import { type Fault, type FaultKind, type FaultSource, faultsFrom } from './fault.ts';
import { generateScript } from './generate-script.ts';
import { printHotKey } from './hot-key.ts';
import { loadProveProject } from './load-prove-project.ts';
import { printPoisonDelay } from './poison-delay.ts';
import { printBroadcast } from './print-broadcast.ts';
import { printImport } from './print-import.ts';
import { proveHistory } from './prove-history.ts';
import { faultsOfSeed } from './rate-of-faults.ts';
import { scenarios } from './scenarios.ts';
import { compareProtocols } from './send-protocols.ts';
import { shrink } from './shrink.ts';
import { addToTally, describeTally, emptyTally } from './tally.ts';
import { describeHistory } from './tell-history.ts';
import type { Project } from './world.ts';

export interface ProveOptions {
  readonly seeds: number;
  readonly seed?: number;
  readonly firstSeed: number;
  /** Go on until so many unique events were proved. */
  readonly events?: number;
  readonly size: number;
  /** Of the usual rate of faults. */
  readonly faultRate: number;
  readonly faults?: string;
  readonly only?: string;
  /** How many, with `--only broadcast` and `--only import`. @default what each has */
  readonly people?: number;
  readonly exhaustive: boolean;
  readonly pairs: boolean;
  readonly trace: boolean;
}

/** Prints, and says whether everything held. */
type Print = (line: string) => void;

const faultList = z.array(
  z.object({ at: z.string(), nth: z.number().int().positive(), kind: z.string(), ms: z.number().optional() }),
);

/** Faults that somebody else's run names: they happen besides the seed's own. */
const faultsIn = async (file: string | undefined): Promise<readonly Fault[]> =>
  file === undefined
    ? []
    : faultList
        .parse(JSON.parse(await readFile(file, 'utf8')))
        .map((fault) => ({ ...fault, kind: fault.kind as FaultKind }));

const both = (given: readonly Fault[], source: FaultSource): FaultSource => {
  if (given.length === 0) return source;
  const named = faultsFrom(given);
  return { next: (at, nth, kinds) => source.next(at, nth, kinds) ?? named.next(at, nth, kinds) };
};

/** `kairos prove`: false where a promise was broken. */
export const prove = async (options: ProveOptions, print: Print): Promise<boolean> => {
  if (options.only === 'send-protocols') return compareProtocols(print);
  if (options.only === 'import') return printImport(await loadProject(), options.people ?? 400_000, print);
  const project = await loadProveProject();
  if (options.only === 'broadcast') return printBroadcast(project, options.people ?? 100_000, print);
  if (options.only === 'hot-key') return printHotKey(project, print);
  if (options.only === 'poison-delay') return printPoisonDelay(project, print);
  if (options.exhaustive || options.only !== undefined) {
    const chosen = scenarios().filter(({ name }) => options.only === undefined || name === options.only);
    if (chosen.length === 0)
      throw new Error(
        `no such scenario; there are: ${scenarios()
          .map(({ name }) => name)
          .join(', ')}, send-protocols, poison-delay, hot-key, broadcast, import`,
      );
    return proveExhaustively(project, chosen, { pairs: options.pairs, trace: options.trace }, print);
  }
  return proveSeeds(project, options, print);
};

const proveSeeds = async (project: Project, options: ProveOptions, print: Print): Promise<boolean> => {
  const given = await faultsIn(options.faults);
  const tally = emptyTally();
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1_000;
  const first = options.seed ?? options.firstSeed;
  let stopped = false;
  // A long run can be ended early: it still says what it reached.
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      stopped = true;
    });
  const isDone = (seed: number): boolean => {
    if (stopped) return true;
    if (options.seed !== undefined) return seed > first;
    return options.events === undefined ? seed >= first + options.seeds : tally.events >= options.events;
  };
  let saidAt = 0;
  for (let seed = first; !isDone(seed); seed += 1) {
    const script = generateScript(seed, options.size);
    const trace = options.trace ? { trace: print } : {};
    const proved = await proveHistory(project, {
      script,
      faults: both(given, faultsOfSeed(seed, options.faultRate)),
      schedule: seed,
      ...trace,
    });
    addToTally(tally, script, proved);
    if (proved.violations.length > 0) {
      print(`\nseed ${seed} breaks a promise:`);
      for (const violation of proved.violations.slice(0, 10)) print(`  ${violation}`);
      print(
        `play it again, step for step: npm run prove -- --seed ${seed} --size ${options.size} --fault-rate ${options.faultRate} --trace`,
      );
      if (proved.played !== undefined && !options.trace) {
        const faults = proved.played.fired.filter(({ at }) => !at.endsWith('.outage'));
        const shrunk = await shrink(project, { script, faults, schedule: seed }, proved.violations);
        for (const line of describeHistory(shrunk)) print(line);
      }
      if (options.events === undefined) break;
    }
    if (seconds() - saidAt >= 10) {
      saidAt = seconds();
      const faults = [...tally.faults.values()].reduce((sum, count) => sum + count, 0);
      print(
        `${saidAt.toFixed(0).padStart(6)} s  ${tally.histories} histories  ${tally.events.toLocaleString('en-GB')} events  ${faults.toLocaleString('en-GB')} faults  ${tally.violations} violations`,
      );
    }
  }
  for (const line of describeTally(tally, seconds())) print(line);
  return tally.violations === 0;
};
