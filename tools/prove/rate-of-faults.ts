import { chanceFor } from './chance.ts';
import { type FaultKind, type FaultSource, faultsByChance } from './fault.ts';

const RATES: readonly [number, ...number[]] = [0, 0.005, 0.02, 0.06, 0.15, 0.4];

/** Every so many seeds, faults that only together lead to a rare state. */
const THEMES_REPEAT = 12;
type Theme = { readonly rate: number; readonly weightOf: (kind: FaultKind, at: string) => number };
const themes: ReadonlyMap<number, Theme> = new Map([
  // SES took it, nobody is told, and its own event is late or lost: parked, heard of later, sent again.
  [
    3,
    {
      rate: 0.5,
      weightOf: (kind, at) =>
        (at === 'send-email.mailer.send' && ['lose', 'crash-after'].includes(kind)) ||
        (at === 'feedback.topic' && kind !== 'twice')
          ? 1
          : 0,
    },
  ],
  // A slow sender: profiles merge, and people change their minds, while it is at its claim.
  [7, { rate: 0.3, weightOf: (kind, at) => (at.startsWith('send-email.') && kind === 'delay' ? 1 : 0) }],
  // Slow writers that meet each other in the middle of spills and merges.
  [
    11,
    {
      rate: 0.3,
      weightOf: (kind, at) => (at.startsWith('enrich-events.profiles.') && ['delay', 'lose'].includes(kind) ? 1 : 0),
    },
  ],
]);

/**
 * A swarm: each seed has its own rate and its own few kinds of faults, so that rare combinations are met, and not
 * every history drowns in every fault at once. `scale` makes all of them rarer.
 */
export const faultsOfSeed = (seed: number, scale = 1): FaultSource => {
  const chance = chanceFor(seed, 3);
  const theme = themes.get(seed % THEMES_REPEAT);
  if (theme !== undefined) return faultsByChance(chance.fraction, theme.rate * scale, theme.weightOf);
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
