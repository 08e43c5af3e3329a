import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Clock, Random } from '../../ports/clock.ts';

export const systemClock: Clock = { now: () => Date.now(), sleep: (ms) => setTimeout(ms) };
export const systemRandom: Random = { id: () => randomUUID(), fraction: () => Math.random() };
