import { type Fault, type FaultKind, faultsFrom, kindsAt } from './fault.ts';
import { outcomeTable } from './outcome-table.ts';
import { type Proved, proveHistory } from './prove-history.ts';
import type { Scenario } from './scenarios.ts';
import { shrink } from './shrink.ts';
import { describeHistory } from './tell-history.ts';
import type { Project } from './world.ts';

export interface ExhaustiveOptions {
  readonly pairs: boolean;
  readonly trace: boolean;
}

/** Calls of one await that are each tried; of more, so many evenly spread. */
const CALLS_TRIED = 8;
/** In pairs. */
const CALLS_PAIRED = 4;
const SCHEDULE = 1;
const DELAY_MS = 20_000;
const LATE_MS = 12 * 60_000;

const PAIRED_KINDS: readonly FaultKind[] = ['refuse', 'lose', 'crash-before', 'crash-after', 'land-late'];
const pairedKinds = (at: string): readonly FaultKind[] => (at === 'feedback.topic' ? ['late', 'never'] : PAIRED_KINDS);

const kindsOf = (at: string): readonly FaultKind[] => {
  if (at === 'feedback.topic') return ['late', 'twice', 'never'];
  return at.endsWith('.invocation') ? ['forget'] : kindsAt(at);
};

const faultAt = (at: string, nth: number, kind: FaultKind): Fault => ({
  at,
  nth,
  kind,
  ms: kind === 'late' ? LATE_MS : DELAY_MS,
});

const someOf = (count: number, most: number): readonly number[] =>
  count <= most
    ? Array.from({ length: count }, (_, index) => index + 1)
    : Array.from({ length: most }, (_, index) => 1 + Math.round((index * (count - 1)) / (most - 1)));

/** Every single fault that a history with these awaits can meet. */
export const faultsOn = (
  passed: ReadonlyMap<string, number>,
  isWanted: (at: string) => boolean,
  kinds: (at: string) => readonly FaultKind[] = kindsOf,
  most = CALLS_TRIED,
): readonly Fault[] =>
  [...passed].flatMap(([at, count]) =>
    isWanted(at) ? someOf(count, most).flatMap((nth) => kinds(at).map((kind) => faultAt(at, nth, kind))) : [],
  );

const mailsOf = ({ played }: Proved): string =>
  (played?.witness.accepted ?? [])
    .map(({ sendId }) => sendId)
    .sort()
    .join();

/** What became of a history, in a word. */
const outcomeOf = (proved: Proved, plain: Proved): string => {
  const { played, violations } = proved;
  if (violations.length > 0 || played === undefined) return 'BROKEN';
  const rows = [...played.cloud.stores.ledger.rows.values()];
  if (rows.some(({ state }) => state === 'parked')) return 'parked';
  if (rows.some(({ state }) => state === 'failed')) return 'refused';
  const taken = played.witness.accepted.length;
  if (new Set(played.witness.accepted.map(({ sendId }) => sendId)).size < taken) return 'again';
  return mailsOf(proved) === mailsOf(plain) ? 'same' : 'other';
};

/** Plays each scenario with every single fault at each of its awaits, and some with pairs. */
export const proveExhaustively = async (
  project: Project,
  chosen: readonly Scenario[],
  { pairs, trace }: ExhaustiveOptions,
  print: (line: string) => void,
): Promise<boolean> => {
  const table = outcomeTable();
  const rare = new Map<string, number>();
  let broken = 0;
  for (const { name, script, inPairs } of chosen) {
    const startedAt = performance.now();
    const play = (faults: readonly Fault[], traced = false) =>
      proveHistory(project, {
        script,
        faults: faultsFrom(faults),
        schedule: SCHEDULE,
        ...(traced ? { trace: print } : {}),
      });
    const plain = await play([], trace);
    let runs = 1;
    let broke = 0;
    const judge = async (proved: Proved, faults: readonly Fault[]): Promise<void> => {
      const outcome = outcomeOf(proved, plain);
      runs += 1;
      for (const { at, kind } of faults) table.add(at, kind, outcome);
      for (const [state, count] of proved.played?.witness.rare ?? []) rare.set(state, (rare.get(state) ?? 0) + count);
      if (outcome !== 'BROKEN') return;
      broke += 1;
      if (broke > 2) return;
      for (const line of describeHistory(
        await shrink(project, { script, faults, schedule: SCHEDULE }, proved.violations),
      ))
        print(line);
    };
    if (plain.violations.length > 0) await judge(plain, []);
    const passed = plain.played?.passed ?? new Map();
    for (const fault of faultsOn(passed, () => true)) await judge(await play([fault]), [fault]);
    if (pairs && inPairs !== undefined) {
      const isPaired = (at: string): boolean => inPairs.test(at);
      for (const first of faultsOn(passed, isPaired, pairedKinds, CALLS_PAIRED)) {
        const after = (await play([first])).played?.passed ?? new Map();
        for (const second of faultsOn(after, isPaired, pairedKinds, CALLS_PAIRED)) {
          if (second.at === first.at && second.nth <= first.nth) continue;
          await judge(await play([first, second]), [first, second]);
        }
      }
    }
    broken += broke;
    const mails = plain.played?.witness.accepted.length ?? 0;
    print(
      `${name.padEnd(30)} ${String(mails).padStart(2)} mails  ${String(passed.size).padStart(2)} awaits  ${String(runs).padStart(6)} histories  ${broke === 0 ? 'holds' : `BROKEN ${broke} times`}  ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`,
    );
  }
  for (const line of table.describe()) print(line);
  print('\nRare states reached');
  for (const [state, count] of [...rare].sort(([, a], [, b]) => b - a))
    print(`  ${String(count).padStart(9)}  ${state}`);
  return broken === 0;
};
