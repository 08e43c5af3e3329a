import { identityId } from '../../lambdas/core/identity/identity.ts';
import { hashKeyOf } from '../cloud/stream-log.ts';
import { noFaults } from './fault.ts';
import { proveHistory } from './prove-history.ts';
import type { Act, Script } from './script.ts';
import type { Project } from './world.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const START = Date.UTC(2026, 5, 1, 9);
const PEOPLE = 240;
const EVERY_MS = SECOND;
const POISONS_AT = [20, 21, 90].map((seconds) => START + seconds * SECOND);
/** Four attempts of a record that kills its reader, the batch around it halved, and their waits. */
export const POISON_BOUND_MS = 2 * MINUTE;

const page = (userId: string, messageId: string, at: number, poison = false): Act => {
  const time = new Date(at).toISOString();
  return {
    kind: 'put',
    at,
    message: { type: 'page', messageId, source: 'shop', userId, timestamp: time, receivedAt: time },
    ...(poison ? { poison } : {}),
  };
};

const script = (): Script => ({
  name: 'poison-delay',
  startAt: START,
  acts: [
    ...Array.from({ length: PEOPLE }, (_, index) => page(`user-${index}`, `m-${index}`, START + index * EVERY_MS)),
    ...POISONS_AT.map((at, index) => page('mallory', `poison-${index}`, at, true)),
    ...POISONS_AT.map((at): Act => ({ kind: 'garbage', at: at + 30 * SECOND, key: 'mallory', bytes: '{broken' })),
  ].sort((a, b) => a.at - b.at),
  healAt: START + 60 * MINUTE,
  stage: {
    shards: 2,
    enrichBatch: 100,
    parallelisation: 1,
    decideBatch: 100,
    sendBatch: 10,
    sendConcurrency: 2,
    learnEveryMs: 1e12,
    windowMs: SECOND,
  },
});

/** Invariant 8: the longest that anybody's event waited, on the shard with the poison and on the other. */
export const poisonDelay = async (
  project: Project,
): Promise<{ readonly ownShardMs: number; readonly othersMs: number; readonly violations: readonly string[] }> => {
  const { played, violations } = await proveHistory(project, { script: script(), faults: noFaults, schedule: 1 });
  if (played === undefined) return { ownShardMs: Infinity, othersMs: Infinity, violations };
  const { profileChanges } = played.cloud.stores;
  const foldedAt = new Map<string, number>();
  for (const { id } of profileChanges.shards)
    for (const { partitionKey, arrivedAt } of profileChanges.read(id, 0, Number.MAX_SAFE_INTEGER))
      if (!foldedAt.has(partitionKey)) foldedAt.set(partitionKey, arrivedAt);
  const half = 1n << 127n;
  const isUpper = (userId: string): boolean => hashKeyOf(userId) >= half;
  let [ownShardMs, othersMs] = [0, 0];
  for (let index = 0; index < PEOPLE; index += 1) {
    const userId = `user-${index}`;
    const waited = (foldedAt.get(identityId({ kind: 'user', value: userId })) ?? Infinity) - (START + index * EVERY_MS);
    if (isUpper(userId) === isUpper('mallory')) ownShardMs = Math.max(ownShardMs, waited);
    else othersMs = Math.max(othersMs, waited);
  }
  return { ownShardMs, othersMs, violations };
};

export const printPoisonDelay = async (project: Project, print: (line: string) => void): Promise<boolean> => {
  const { ownShardMs, othersMs, violations } = await poisonDelay(project);
  print(
    `${POISONS_AT.length} records that kill their reader and ${POISONS_AT.length} that are no messages, among ${PEOPLE} others, one a second, on two shards:`,
  );
  print(
    `longest wait on the same shard ${(ownShardMs / SECOND).toFixed(1)} s (bound ${POISON_BOUND_MS / SECOND} s), on the other ${(othersMs / SECOND).toFixed(1)} s`,
  );
  for (const violation of violations) print(`broken: ${violation}`);
  return violations.length === 0 && ownShardMs <= POISON_BOUND_MS && othersMs === 0;
};
