import type { CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import type { CircuitThresholds } from '../../lambdas/core/send/circuit.ts';
import type { EventValidators } from '../../lambdas/decode/event-validators.ts';
import type { Renderer } from '../../lambdas/ports/renderer.ts';
import { cloudClock } from '../cloud/clock.ts';
import type { Invocation, WrapPort } from '../cloud/cloud-functions.ts';
import { createEmbeddedCloud, type EmbeddedCloud } from '../cloud/embedded-cloud.ts';
import { seededRandom } from '../cloud/seeded-random.ts';
import { sendingDesk } from '../sending/sending-desk.ts';
import { broadcastOnceCounted } from './broadcast-once-counted.ts';
import { chanceFor } from './chance.ts';
import { describeAct } from './describe-act.ts';
import type { Fault, FaultSource } from './fault.ts';
import { faultyPorts } from './faulty-ports.ts';
import { interleaving } from './interleaving.ts';
import { postToCollector } from './post-to-collector.ts';
import type { Act, Script } from './script.ts';
import { type Severed, unmergeUntilDone } from './unmerge-until-done.ts';
import { type Witness, witness } from './witness.ts';

/** What all histories share: built once. */
export interface Project {
  readonly book: CampaignBook;
  readonly validators: EventValidators;
  readonly renderer: Renderer;
}

export interface History {
  readonly script: Script;
  readonly faults: FaultSource;
  /** Who goes on next at each await. */
  readonly schedule: number;
  /** A bug to be found: stands next to the store, where no fault comes in between. */
  readonly plant?: WrapPort;
  readonly trace?: (line: string) => void;
}

/** A history that has come to rest. */
export interface Played {
  readonly script: Script;
  readonly cloud: EmbeddedCloud;
  readonly book: CampaignBook;
  readonly witness: Witness;
  readonly fired: readonly Fault[];
  /** Each await that was passed, and how often. */
  readonly passed: ReadonlyMap<string, number>;
  /** When the backlog was gone, after everything had healed; undefined: it never was. */
  readonly drainedAt: number | undefined;
  /** Messages that the collector said yes to. */
  readonly posted: number;
  /** Identifiers that were taken apart. */
  readonly cuts: readonly Severed[];
}

const DAY_MS = 86_400_000;
const NEVER_OPEN: CircuitThresholds = { bounceRate: Infinity, complaintRate: Infinity };
/** Nothing waits for longer than a campaign's age and a night. */
const PATIENCE_MS = 10 * DAY_MS;

export const playHistory = async ({ book, validators, renderer }: Project, history: History): Promise<Played> => {
  const { script, trace } = history;
  const clock = cloudClock(script.startAt);
  const chance = chanceFor(history.schedule, 2);
  const fired: Fault[] = [];
  const passed = new Map<string, number>();
  const downUntil = new Map<string, number>();
  const poison = new Set<string>();
  const cuts: Severed[] = [];
  let asking = 0;
  let healed = false;
  let posted = 0;
  let position = 0;
  const stamp = (line: string) => trace?.(`${new Date(clock.now()).toISOString().slice(5, 23)} ${line}`);
  const told = trace === undefined ? undefined : stamp;

  const onFault = (fault: Fault) => void fired.push(fault);
  const nextAct = (): Act | undefined => script.acts[position];
  const ways = interleaving({
    clock,
    fraction: chance.fraction,
    workers: () => cloud.workers,
    act: () => {
      for (let act = nextAct(); act !== undefined && act.at <= clock.now(); act = nextAct()) {
        position += 1;
        told?.(describeAct(act));
        perform(act);
      }
    },
    nextActAt: () => nextAct()?.at,
  });
  const faulty = faultyPorts({
    clock,
    interleaving: () => ways,
    faults: history.faults,
    isHealed: () => healed,
    isDown: (port) => !healed && (downUntil.get(port) ?? 0) > clock.now(),
    isPoisoned: (invocation) => poison.size > 0 && meetsPoison(invocation, poison),
    onFault,
    onCall: (at, nth) => void passed.set(at, nth),
    ...(told === undefined ? {} : { trace: told }),
  });
  const { stage } = script;
  const { circuit = NEVER_OPEN } = stage;
  const seen = witness(() => cloud.stores, book, circuit, clock.now);
  let deliveries = 0;
  const cloud: EmbeddedCloud = await createEmbeddedCloud({
    clock,
    random: seededRandom(history.schedule),
    book,
    validators,
    renderer,
    wrap: (name, port) => {
      const watched = seen.wrap(name, port);
      return faulty.wrap(name, history.plant === undefined ? watched : history.plant(name, watched));
    },
    around: faulty.around,
    publishFeedback: (body, deliver) => {
      deliveries += 1;
      passed.set('feedback.topic', deliveries);
      const fault = healed ? undefined : history.faults.next('feedback.topic', deliveries, ['late', 'twice', 'never']);
      if (fault === undefined) return deliver(body);
      onFault(fault);
      told?.(`  SES's event comes ${fault.kind}`);
      if (fault.kind === 'never') return;
      const again = () => deliver(body);
      if (fault.kind === 'twice') deliver(body);
      clock.at(clock.now() + (fault.ms ?? 60_000), again);
    },
    stage: {
      shards: stage.shards,
      enrich: { batchSize: stage.enrichBatch, windowMs: 0, parallelisation: stage.parallelisation },
      archive: { batchSize: 1_000, windowMs: stage.windowMs, parallelisation: 1 },
      decide: { batchSize: stage.decideBatch, windowMs: 0, parallelisation: stage.parallelisation },
      sends: { batchSize: stage.sendBatch, concurrency: stage.sendConcurrency },
      ...(stage.hotKeys && { hotKeys: stage.hotKeys }),
      learnEveryMs: stage.learnEveryMs,
      circuit,
      mailsKept: 10,
      mailboxes: { temper: stage.mailboxes ?? 'quiet', seed: history.schedule },
    },
  });

  const { holds, health } = cloud.stores;
  const desk = sendingDesk({ book, holds, health, clock });

  const perform = (act: Act): void => {
    switch (act.kind) {
      case 'put': {
        const data = Buffer.from(JSON.stringify(act.message));
        if (act.poison) poison.add(act.message.messageId);
        cloud.putRecords([{ partitionKey: act.message.userId ?? act.message.anonymousId ?? '', data }]);
        return;
      }
      case 'garbage':
        cloud.putRecords([{ partitionKey: act.key, data: Buffer.from(act.bytes) }]);
        return;
      case 'post':
        postToCollector(cloud, act.messages, () => {
          posted += act.messages.length;
        });
        return;
      case 'reshard':
        cloud.stores.events.reshard(act.shards);
        return;
      case 'outage':
        onFault({ at: `${act.port}.outage`, nth: 1, kind: 'refuse', ms: act.ms });
        return void downUntil.set(act.port, clock.now() + act.ms);
      case 'unmerge':
        asking += 1;
        return void unmergeUntilDone(cloud, clock, act, (report) => {
          asking -= 1;
          told?.(`unmerge ${act.a} ${act.b}: ${report.kind}`);
          seen.count(`an unmerge answered ${report.kind}`);
          if (report.kind === 'unmerged' || report.kind === 'already_apart')
            cuts.push({ a: act.a, b: act.b, at: clock.now() });
        });
      case 'pause':
        return void desk.pauseCampaign(act.campaign, 'a marketer', 'a wrong price');
      case 'resume':
        return void desk.resumeCampaign(act.campaign, 'a marketer');
      case 'resume-sending':
        seen.onResumed(clock.now());
        return void desk.resumeSending('an operator');
      case 'broadcast':
        asking += 1;
        broadcastOnceCounted(cloud, clock, act.campaign, () => {
          asking -= 1;
        });
        return;
      case 'redrive':
        return void cloud.redrive({}).catch(() => undefined);
      case 'sold-out':
        return void cloud.stores.catalogue.put({
          products: [{ id: act.productId, name: 'Mug', stock: 0, origin: 'feed' }],
        });
    }
  };

  await ways.run(script.healAt);
  healed = true;
  told?.('everything heals');
  await operatorMends(cloud);
  const drainedAt = await drain(
    cloud,
    (until) => ways.run(until),
    () => asking === 0,
  );
  return { script, cloud, book, witness: seen, fired, passed, drainedAt, posted, cuts };
};

const meetsPoison = ({ functionName, event }: Invocation, poison: ReadonlySet<string>): boolean => {
  if (functionName !== 'enrich-events') return false;
  const { Records: records } = event as { Records: readonly { kinesis: { data: string } }[] };
  return records.some(({ kinesis }) => {
    const text = Buffer.from(kinesis.data, 'base64').toString('utf8');
    return [...poison].some((messageId) => text.includes(`"${messageId}"`));
  });
};

/** What the runbook says to do after an outage: dead letters go back to their queue, what was given up to the stream. */
const operatorMends = async ({ stores, redrive }: EmbeddedCloud): Promise<void> => {
  const { feedback } = stores.queues;
  for (const { body, receiptHandle } of feedback.deadLetters.receive(100_000)) {
    feedback.send(body);
    feedback.deadLetters.delete(receiptHandle);
  }
  // Who was held is a person after all, as the model sees it.
  if (waitsAt({ stores }, HELD))
    void redrive({ select: { reason: 'quarantined' }, limit: 100_000, old: true }).catch(() => undefined);
  if (waitsAt({ stores }, GIVEN_UP))
    void redrive({ select: { reason: 'attempts_exhausted' }, limit: 100_000, old: true }).catch(() => undefined);
};

const HELD = ['failed/reason=quarantined/'];
const GIVEN_UP = ['aws/lambda/', 'failed/reason=attempts_exhausted/'];

const waitsAt = ({ stores }: Pick<EmbeddedCloud, 'stores'>, prefixes: readonly string[]): boolean =>
  [...stores.failed.objects.keys()].some((key) => prefixes.some((prefix) => key.startsWith(prefix)));

const isLeftToMend = (cloud: EmbeddedCloud): boolean => waitsAt(cloud, [...HELD, ...GIVEN_UP]);

/** The backlog is gone once nothing waits but what waits by a campaign's own rules. */
const isDrained = (cloud: EmbeddedCloud, now: number): boolean => {
  const { stores, workers } = cloud;
  if (Object.values(stores.queues).some((queue) => queue.size() > 0)) return false;
  if (stores.queues.feedback.deadLetters.size() > 0) return false;
  const busy = workers.some(
    (worker) =>
      ['enrich-events', 'decide-sends', 'archive-events'].includes(worker.name) && worker.nextDueAt() !== undefined,
  );
  if (busy) return false;
  for (const row of stores.ledger.rows.values()) {
    if (row.state === 'claimed') return false;
    if (row.state === 'planned' && row.wakeAt !== undefined && row.queued > 0 && row.wakeAt - now < DAY_MS)
      return false;
  }
  return true;
};

const STEP_MS = 60_000;
const MOST_MENDS = 10;
const CLOSELY_MS = 3 * 3_600_000;

/** Minute by minute until the backlog is gone, then as far as anything still waits. */
const drain = async (
  cloud: EmbeddedCloud,
  run: (until: number) => Promise<void>,
  isAnswered: () => boolean,
): Promise<number | undefined> => {
  const { clock } = cloud;
  const from = clock.now();
  let drainedAt: number | undefined;
  await run(from);
  while (drainedAt === undefined && clock.now() - from < CLOSELY_MS) {
    await operatorMends(cloud);
    await run(clock.now() + STEP_MS);
    if (isAnswered() && isDrained(cloud, clock.now())) drainedAt = clock.now() - from;
  }
  await run(from + PATIENCE_MS);
  // What was held of the mails' own events meanwhile, and of what they in turn bring.
  for (let rounds = 0; rounds < MOST_MENDS && (rounds === 0 || isLeftToMend(cloud)); rounds += 1) {
    await operatorMends(cloud);
    await run(clock.now() + STEP_MS);
  }
  return drainedAt;
};
