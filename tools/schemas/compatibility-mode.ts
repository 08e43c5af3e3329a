import type { Direction } from './incompatibility.ts';

/** Glue Schema Registry's. Source: https://docs.aws.amazon.com/glue/latest/dg/schema-registry.html#schema-registry-compatibility */
export const compatibilityModes = [
  'NONE',
  'DISABLED',
  'BACKWARD',
  'BACKWARD_ALL',
  'FORWARD',
  'FORWARD_ALL',
  'FULL',
  'FULL_ALL',
] as const;
export type CompatibilityMode = (typeof compatibilityModes)[number];

export const isCompatibilityMode = (name: unknown): name is CompatibilityMode =>
  compatibilityModes.some((mode) => mode === name);

/** Which ways round a new version is compared with an earlier one. */
export const directionsOf = (mode: CompatibilityMode): readonly Direction[] => {
  if (mode.startsWith('BACKWARD')) return ['backward'];
  if (mode.startsWith('FORWARD')) return ['forward'];
  return mode.startsWith('FULL') ? ['backward', 'forward'] : [];
};

/** Whether every earlier version counts, not the last one alone. */
export const comparesWithAll = (mode: CompatibilityMode): boolean => mode.endsWith('_ALL');
