import type { KinesisStreamEvent } from 'aws-lambda';
import { fraction } from '../../lambdas/core/hash.ts';
import type { IdentityId } from '../../lambdas/core/identity/identity.ts';
import type { HotKeyLimits } from '../../lambdas/core/profile/pace.ts';
import { cloudClock } from '../cloud/clock.ts';
import type { AroundInvocation } from '../cloud/cloud-functions.ts';
import { createEmbeddedCloud } from '../cloud/embedded-cloud.ts';
import { embeddedStage } from '../cloud/embedded-stage.ts';
import { seededRandom } from '../cloud/seeded-random.ts';
import { COST, costlyPorts } from './costly-ports.ts';
import type { Project } from './world.ts';

const START = Date.UTC(2026, 5, 1, 9);
const STEP_MS = 10;
const SECOND = 1_000;

export interface HotKeyRun {
  /** What others send, whatever the bot does: one event a person. */
  readonly othersASecond: number;
  readonly seconds: number;
  readonly botEvents: number;
  readonly botASecond: number;
  /** @default those of the dev stage */
  readonly hotKeys?: HotKeyLimits;
}

export interface HotKeyOutcome {
  /** From a person's event on the stream to its profile. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly others: number;
  readonly othersFolded: number;
  readonly put: number;
  readonly applied: number;
  readonly duplicates: number;
  readonly failed: number;
  readonly quarantined: number;
  readonly keysQuarantined: number;
}

const record = (userId: string, more: object) => ({
  partitionKey: userId,
  data: Buffer.from(JSON.stringify({ type: 'track', userId, ...more })),
});

/**
 * What a bot can send that costs most: it triggers a campaign, and says no time, so that every chunk of its seen ids
 * has to be asked.
 */
const ofBot = (n: number) =>
  record('bot', { event: 'Product Added', messageId: `b-${n}`, properties: { product_id: `p-${n % 50}`, price: 5 } });
const ofPerson = (who: string, at: number) =>
  record(who, {
    event: 'Product Viewed',
    messageId: who,
    timestamp: new Date(at).toISOString(),
    properties: { product_id: 'mug' },
  });

/** Runs the embedded cloud on one shard, with people on it and a bot among them, on a clock that its costs move. */
export const runHotKey = async (
  project: Project,
  { othersASecond, seconds, botEvents, botASecond, hotKeys = embeddedStage.hotKeys }: HotKeyRun,
): Promise<HotKeyOutcome> => {
  const clock = cloudClock(START);
  const around: AroundInvocation = async (invocation, run) => {
    if (invocation.functionName === 'enrich-events') {
      const { Records } = invocation.event as KinesisStreamEvent;
      await clock.sleep(COST.invocationMs + Records.length * COST.recordMs);
    }
    return run();
  };
  const cloud = await createEmbeddedCloud({
    clock,
    random: seededRandom(1),
    ...project,
    wrap: costlyPorts(clock),
    around,
    stage: { shards: 1, hotKeys, learnEveryMs: 1e12, mailsKept: 1 },
  });
  const putAt = new Map<string, number>();
  const foldedAt = new Map<IdentityId, number>();
  const idOf = new Map<string, IdentityId>();
  cloud.stores.profiles.onWrite(({ id, after }) => {
    const person = /"userIds":\["([^"]*)"/.exec(after.profile?.S ?? '')?.[1];
    if (person === undefined || idOf.has(person)) return;
    idOf.set(person, id);
    foldedAt.set(id, clock.now());
  });

  let [bot, other] = [0, 0];
  const step = (n: number): void => {
    const at = START + n * STEP_MS;
    const elapsed = ((n + 1) * STEP_MS) / SECOND;
    const records: ReturnType<typeof record>[] = [];
    for (; bot < Math.min(botEvents, Math.floor(elapsed * botASecond)); bot += 1) records.push(ofBot(bot));
    // A person comes when chance will have it: evenly spread ones would never meet.
    const most = Math.floor(elapsed * othersASecond + fraction('others', String(n)));
    for (; other < Math.min(most, othersASecond * seconds); other += 1) {
      const who = `person-${other}`;
      putAt.set(who, at);
      records.push(ofPerson(who, at));
    }
    if (records.length > 0) cloud.putRecords(records);
    if (n * STEP_MS < seconds * SECOND) clock.at(at + STEP_MS, () => step(n + 1));
  };
  clock.at(START, () => step(0));
  // Beyond the last event, so that whoever still waits is counted with what they waited.
  await cloud.advanceTo(START + seconds * SECOND + 600 * SECOND);

  const waited = [...putAt].flatMap(([who, at]) => {
    const folded = foldedAt.get(idOf.get(who) ?? ('' as IdentityId));
    return folded === undefined ? [] : [folded - at];
  });
  waited.sort((a, b) => a - b);
  const { events, failedByReason } = cloud.counts();
  return {
    p50Ms: waited[Math.floor(waited.length * 0.5)] ?? Number.POSITIVE_INFINITY,
    p95Ms: waited[Math.floor(waited.length * 0.95)] ?? Number.POSITIVE_INFINITY,
    others: putAt.size,
    othersFolded: waited.length,
    ...events,
    quarantined: failedByReason.quarantined ?? 0,
    keysQuarantined: cloud.metrics.total('KeysQuarantined'),
  };
};

/** A shard takes 1,000 records a second: so many are the bot's, and so many are people's. */
const BOT_A_SECOND = 900;
const OTHERS_A_SECOND = 50;
/** No shard's people may wait longer for a bot than this many times what they wait without it. */
export const BOUND = 2;

/** What runs at whatever a key costs. */
export const unlimited: HotKeyLimits = {
  ...{ eventsAWindow: Infinity, windowMs: 1, quarantineMs: 1, shareOfABatch: 1, eventsABatch: Infinity },
};

export interface HotKeyComparison {
  readonly without: HotKeyOutcome;
  readonly withBot: HotKeyOutcome;
  /** The same with the bot's first events, at most 40,000, and nothing that holds it. */
  readonly unheld: HotKeyOutcome;
}

const UNHELD_EVENTS = 40_000;

export const compareHotKey = async (
  project: Project,
  botEvents: number,
  hotKeys?: HotKeyLimits,
): Promise<HotKeyComparison> => {
  const run = (more: Pick<HotKeyRun, 'botEvents'> & Partial<HotKeyRun>): Promise<HotKeyOutcome> =>
    runHotKey(project, {
      ...{ othersASecond: OTHERS_A_SECOND, botASecond: BOT_A_SECOND, seconds: Math.ceil(botEvents / BOT_A_SECOND) },
      ...more,
    });
  const first = Math.min(botEvents, UNHELD_EVENTS);
  return {
    without: await run({ botEvents: 0 }),
    withBot: await run({ botEvents, ...(hotKeys && { hotKeys }) }),
    unheld: await run({ botEvents: first, seconds: Math.ceil(first / BOT_A_SECOND), hotKeys: unlimited }),
  };
};

/** Whether everybody was folded, every event is accounted for, and nobody waited longer than the bound. */
export const holdsHotKey = ({ without, withBot }: Pick<HotKeyComparison, 'without' | 'withBot'>): boolean =>
  [without, withBot].every(
    ({ others, othersFolded, put, applied, duplicates, failed }) =>
      others === othersFolded && put === applied + duplicates + failed,
  ) && withBot.p95Ms <= BOUND * without.p95Ms;

const count = (value: number, width: number): string => value.toLocaleString('en-GB').padStart(width);

export const printHotKey = async (
  project: Project,
  print: (line: string) => void,
  botEvents = 1_000_000,
): Promise<boolean> => {
  print(
    `One shard, ${OTHERS_A_SECOND} people a second, a bot's ${BOT_A_SECOND} events a second among theirs; virtual time: an invocation costs ${COST.invocationMs} ms and ${COST.recordMs} ms a record, DynamoDB ${COST.readMs} and ${COST.writeMs} ms, S3 ${COST.objectMs} ms`,
  );
  const compared = await compareHotKey(project, botEvents);
  print(`${''.padEnd(28)}       put = applied + duplicates + failed, of these held   people p50        p95`);
  for (const [name, run] of [
    ['without the bot', compared.without],
    ['with it', compared.withBot],
    ['its first 40,000, not held', compared.unheld],
  ] as const)
    print(
      `${name.padEnd(28)}${count(run.put, 10)}${count(run.applied, 10)}${count(run.duplicates, 13)}${count(run.failed, 9)}${count(run.quarantined, 15)}${`${run.p50Ms.toFixed(0)} ms`.padStart(13)}${`${run.p95Ms.toFixed(0)} ms`.padStart(11)}`,
    );
  const { without, withBot } = compared;
  print(
    `p95 with the bot ÷ without: ${(withBot.p95Ms / without.p95Ms).toFixed(2)} (bound ${BOUND}); keys that went into quarantine: ${withBot.keysQuarantined}`,
  );
  return holdsHotKey(compared);
};
