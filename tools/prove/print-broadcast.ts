import { drainBroadcast } from './broadcast-drain.ts';
import type { Project } from './world.ts';

const PER_SECOND = 200;
const ORDERS_PER_SECOND = 5;
const MINUTE_MS = 60_000;
/** The p95 of transactional mail beside a broadcast, over the one without: at most. */
const BOUND_MS = 250;

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/**
 * Prints how long a broadcast takes to drain under a quota, and what transactional mail suffers meanwhile. False where
 * somebody is mailed twice or not at all, the quota is exceeded, or transactional mail loses its p95.
 */
export const printBroadcast = async (
  project: Project,
  people: number,
  print: (line: string) => void,
): Promise<boolean> => {
  const startedAt = performance.now();
  const options = { perSecond: PER_SECOND, ordersPerSecond: ORDERS_PER_SECOND, forMs: 10 * MINUTE_MS };
  const without = await drainBroadcast(project, { ...options, people: 0 });
  const beside = await drainBroadcast(project, { ...options, people });
  const number = (value: number): string => value.toLocaleString('en-GB');
  const line = (name: string, { transactionalMs }: typeof without): string =>
    `${name.padEnd(32)} ${number(transactionalMs.length).padStart(8)} mails   p50 ${percentile(transactionalMs, 0.5)} ms   p95 ${percentile(transactionalMs, 0.95)} ms   longest ${number(transactionalMs.at(-1) ?? Number.NaN)} ms`;
  print(`A quota of ${PER_SECOND} mails a second, ${ORDERS_PER_SECOND} orders a second, on a virtual clock.`);
  print(line('transactional, alone', without));
  print(line('transactional, beside it', beside));
  print(
    `broadcast: ${number(beside.broadcastMails)} mails to ${number(people)} people, ${beside.twice} twice; drained in ${(beside.drainedMs / MINUTE_MS).toFixed(1)} min`,
  );
  print(`most mails in one second: ${beside.mostInASecond} of ${PER_SECOND}`);
  print(`wall time ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);
  return (
    beside.broadcastMails === people &&
    beside.twice === 0 &&
    beside.mostInASecond <= PER_SECOND &&
    percentile(beside.transactionalMs, 0.95) <= percentile(without.transactionalMs, 0.95) + BOUND_MS
  );
};
