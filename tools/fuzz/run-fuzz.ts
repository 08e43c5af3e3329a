import { setImmediate as nextTurn } from 'node:timers/promises';
import { campaignsTarget } from './campaigns-target.ts';
import { seededChance } from './chance.ts';
import { collectorTarget } from './collector-target.ts';
import { decodeTarget } from './decode-target.ts';
import type { FuzzTarget, OpenTarget } from './fuzz-target.ts';
import { templatesTarget } from './templates-target.ts';
import { tokensTarget } from './tokens-target.ts';

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  decodeTarget,
  collectorTarget,
  templatesTarget,
  campaignsTarget,
  tokensTarget,
];

export interface FuzzRun {
  readonly inputs: number;
  readonly seed: number;
  /** One input alone: how a finding is replayed. */
  readonly only?: number;
}

export interface Finding {
  readonly target: string;
  readonly input: number;
  readonly error: Error;
}

export interface TargetReport {
  readonly target: string;
  readonly inputs: number;
  readonly outcomes: ReadonlyMap<string, number>;
  readonly findings: readonly Finding[];
  readonly slowest: { readonly ms: number; readonly input: number };
  readonly elapsedMs: number;
}

const FINDINGS_KEPT = 20;
/** What Node clears away between turns of its loop, as a gunzip's buffers, must not pile up over millions of inputs. */
const INPUTS_A_TURN = 100;

/** Throws `inputs` hostile inputs at a target, each decided by seed and number alone. */
export const fuzzTarget = async (
  target: FuzzTarget,
  { inputs, seed, only }: FuzzRun,
  progress: (done: number, crashes: number) => void = () => {},
): Promise<TargetReport> => {
  const open = await target.open();
  const outcomes = new Map<string, number>();
  const findings: Finding[] = [];
  let slowest = { ms: 0, input: 0 };
  let done = 0;
  const startedAt = performance.now();
  const [first, end] = only === undefined ? [0, inputs] : [only, only + 1];
  try {
    for (let input = first; input < end; input += 1) {
      const { outcome, ms } = await attempt(target, open, seed, input);
      done += 1;
      if (outcome instanceof Error) findings.push({ target: target.name, input, error: outcome });
      for (const name of outcome instanceof Error ? ['CRASHED'] : outcome)
        outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
      if (ms > slowest.ms) slowest = { ms, input };
      if (findings.length >= FINDINGS_KEPT) break;
      if (input % INPUTS_A_TURN === 0) await nextTurn();
      if (input % 10_000 === 9_999) progress(input + 1, findings.length);
    }
  } finally {
    await open.close?.();
  }
  return {
    target: target.name,
    inputs: done,
    outcomes,
    findings,
    slowest,
    elapsedMs: performance.now() - startedAt,
  };
};

const attempt = async (
  target: FuzzTarget,
  open: OpenTarget,
  seed: number,
  input: number,
): Promise<{ readonly outcome: readonly string[] | Error; readonly ms: number }> => {
  const once = async () => {
    const startedAt = performance.now();
    const outcome = await open
      .tryOne(seededChance(seed, target.name, input))
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    return { outcome, ms: performance.now() - startedAt };
  };
  let { outcome, ms } = await once();
  // A busy machine can hold anything up; what is slow by itself is slow each time.
  for (let again = 0; ms > target.boundMs && again < 2; again += 1) ms = Math.min(ms, (await once()).ms);
  if (ms > target.boundMs && !(outcome instanceof Error))
    outcome = new Error(`broken: took more than ${target.boundMs} ms`);
  return { outcome, ms };
};
