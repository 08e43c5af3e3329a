import { chanceFor } from './chance.ts';
import { type FaultKind, type FaultSource, faultsByChance } from './fault.ts';

const RATES: readonly [number, ...number[]] = [0, 0.005, 0.02, 0.06, 0.15, 0.4];

/**
 * A swarm: each seed has its own rate and its own few kinds of faults, so that rare combinations are met, and not
 * every history drowns in every fault at once. `scale` makes all of them rarer.
 */
export const faultsOfSeed = (seed: number, scale = 1): FaultSource => {
  const chance = chanceFor(seed, 3);
  const rate = chance.of(RATES) * scale;
  const weights = new Map<string, number>();
  const weightOf = (kind: FaultKind, at: string): number => {
    // A function's every fault, or one kind everywhere: both are drawn once a seed.
    for (const key of [kind, at]) if (!weights.has(key)) weights.set(key, chance.is(0.6) ? chance.fraction() : 0);
    const hard = kind === 'hang' || kind === 'mail-rejected' ? 0.2 : 1;
    return (weights.get(kind) ?? 0) * (weights.get(at) ?? 0) * hard;
  };
  return faultsByChance(chance.fraction, rate, weightOf);
};
