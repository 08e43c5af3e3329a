import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { memoryBroadcasts } from '../../lambdas/adapters/memory/memory-broadcasts.ts';
import { memoryPreferenceKeys } from '../../lambdas/adapters/memory/memory-preference-keys.ts';
import { memorySendHolds } from '../../lambdas/adapters/memory/memory-send-holds.ts';
import { emptySendTable, memorySendLedger } from '../../lambdas/adapters/memory/memory-send-ledger.ts';
import { memorySendQueues, type SendQueueName } from '../../lambdas/adapters/memory/memory-send-queues.ts';
import { memorySendTokens } from '../../lambdas/adapters/memory/memory-send-tokens.ts';
import { memorySendingHealth } from '../../lambdas/adapters/memory/memory-sending-health.ts';
import { preferenceLinks } from '../../lambdas/adapters/preference-links.ts';
import { initialConsent } from '../../lambdas/core/consent/apply-consent.ts';
import type { Consent } from '../../lambdas/core/consent/consent.ts';
import type { AddressHash } from '../../lambdas/core/identity/identity.ts';
import { decide, matchesOf } from '../../lambdas/core/send/decide.ts';
import { runBroadcasts } from '../../lambdas/run-broadcast/run-broadcast.ts';
import { sendEmails } from '../../lambdas/send-email/send-emails.ts';
import { sweepSends } from '../../lambdas/sweep-sends/sweep-sends.ts';
import { findStage } from '../../lib/stages.ts';
import { seededRandom } from '../cloud/seeded-random.ts';
import { CAMPAIGN, confirmedBroadcast, drainBook, idOf, numberIn, orderOf, person, TOPIC } from './broadcast-people.ts';
import { chanceFor } from './chance.ts';
import { virtualTime } from './virtual-time.ts';
import type { Project } from './world.ts';

/** How long calls take, in ms: in the order of what AWS's own answers take. */
const LATENCY_MS = { load: 5, write: 10, take: 5, plan: 40, page: 50, mail: 60, pollQueue: 20 };
const PAGE = 500;
const START = Date.UTC(2026, 5, 1, 9);
const MINUTE_MS = 60_000;
const { batchSize, transactionalConcurrency, marketingConcurrency } = findStage('prod').queues;

export interface DrainOptions {
  readonly people: number;
  readonly perSecond: number;
  /** Transactional mails a second, at random instants. */
  readonly ordersPerSecond: number;
  /** Orders come for so long, and then until the broadcast has drained. */
  readonly forMs: number;
}

export interface Drained {
  readonly broadcastMails: number;
  readonly twice: number;
  readonly drainedMs: number;
  /** From the order's decision to SES's yes, in ms, sorted. */
  readonly transactionalMs: readonly number[];
  readonly mostInASecond: number;
  readonly planned: number;
}

/** A broadcast and a trickle of orders through the real sweep, senders and runner, on a clock of its own. */
export const drainBroadcast = async (
  { book: whole, renderer }: Project,
  { people, perSecond, ordersPerSecond, forMs }: DrainOptions,
): Promise<Drained> => {
  const book = drainBook(whole);
  const time = virtualTime(START);
  const random = seededRandom(1);
  const chance = chanceFor(1, 9);
  const metrics = { count: () => undefined, duration: () => undefined };
  const slowly = async <Answer>(ms: number, act: () => Promise<Answer>): Promise<Answer> => {
    await time.sleep(ms);
    return act();
  };

  // Everybody has agreed; what the senders keep with a consent is kept for this run's people alone.
  const kept = new Map<AddressHash, Consent>();
  const agreed = { subscribed: true, at: START - 1, by: 'shop' };
  const consentOf = (address: AddressHash): Consent =>
    kept.get(address) ?? { ...initialConsent(address), version: 1, topics: { [TOPIC]: agreed }, zone: book.brand.zone };
  const consents = {
    load: async (addresses: readonly AddressHash[]) =>
      new Map(addresses.map((address) => [address, consentOf(address)] as const)),
    commit: async (consent: Consent) => {
      kept.set(consent.address, consent);
      return 'committed' as const;
    },
  };
  const stateOf = (id: string) => ({
    kind: 'profile' as const,
    version: 1,
    profile: person(id, START),
    seen: [],
    chunks: [],
    applied: [],
  });
  const profiles = {
    load: async (ids: readonly string[]) => new Map(ids.map((id) => [id, stateOf(id)])) as never,
  };
  const table = emptySendTable();
  const ledger = memorySendLedger(
    {
      profiles: { states: { get: () => ({ version: 1 }) } as never },
      consents: { consents: { get: (address: AddressHash) => consentOf(address) } as never },
    },
    table,
  );
  const holds = memorySendHolds();
  const queues: Record<SendQueueName, string[]> = { transactional: [], marketing: [] };
  const sendQueues = memorySendQueues(
    (queue, body) => void queues[queue].push(body),
    () => queues.marketing.length,
  );
  const quotas = { read: async () => ({ perSecond, sentLastDay: 0 }) };

  const mailed = new Uint8Array(people);
  const inSecond = new Map<number, number>();
  const orderedAt = new Map<string, number>();
  const transactionalMs: number[] = [];
  let [broadcastMails, twice, drainedAt] = [0, 0, START];
  const tokens = memorySendTokens();
  const send = sendEmails({
    ...{ book, renderer, holds, consents, profiles, quotas, random, metrics, clock: time, allowRecipients: ['*'] },
    tokens: { take: (asked) => slowly(LATENCY_MS.take, () => tokens.take(asked)) },
    ledger: {
      ...ledger,
      load: (id) => slowly(LATENCY_MS.load * 3, () => ledger.load(id)), // row, profile and consent
      write: async (row, conditions) => {
        const outcome = await slowly(LATENCY_MS.write, () => ledger.write(row, conditions));
        // A row that is done with is forgotten, so that a million fit into memory.
        if (outcome === 'written' && row.state === 'sent') table.rows.delete(row.sendId);
        return outcome;
      },
    },
    catalogue: {
      products: async () => new Map(),
      neighbours: async () => new Map(),
      bestsellers: async () => [],
    } as never,
    links: preferenceLinks(
      memoryPreferenceKeys({ current: 'k', k: 'a key of a simulation, 32 characters long' }),
      () => 'https://mail.example',
    ),
    mailer: {
      send: async (mail) => {
        const second = Math.floor(time.now() / 1_000);
        inSecond.set(second, (inSecond.get(second) ?? 0) + 1);
        if (mail.campaign === CAMPAIGN) {
          const number = numberIn(mail.to);
          if (mailed[number] === 1) twice += 1;
          mailed[number] = 1;
          broadcastMails += 1;
          drainedAt = time.now();
        }
        await time.sleep(LATENCY_MS.mail);
        const since = orderedAt.get(mail.sendId);
        if (since !== undefined) transactionalMs.push(time.now() - since);
        orderedAt.delete(mail.sendId);
        return { kind: 'accepted', messageId: mail.sendId };
      },
    },
  });

  const isOver = (): boolean => time.now() - START >= forMs && broadcastMails >= people;
  /** One of the mapping's invokers. */
  const consume = async (queue: SendQueueName): Promise<void> => {
    while (!isOver()) {
      const bodies = queues[queue].splice(0, batchSize);
      if (bodies.length === 0) await time.sleep(LATENCY_MS.pollQueue);
      else await send(eventOf(bodies));
    }
  };
  const sweep = sweepSends({
    ...{ book, holds, quotas, metrics, clock: time, queues: sendQueues, health: memorySendingHealth() },
    ledger: { due: ledger.due, write: ledger.write },
    circuit: { bounceRate: 0.03, complaintRate: 0.0008 },
  });
  const broadcasts = memoryBroadcasts();
  const run = runBroadcasts({
    ...{ book, broadcasts, consents, metrics, clock: time },
    pages: {
      page: (position) =>
        slowly(LATENCY_MS.page, async () => {
          const from = Number(position ?? 0);
          const ids = Array.from({ length: Math.min(PAGE, people - from) }, (_, index) => idOf('b', from + index));
          const next = from + PAGE < people ? String(from + PAGE) : undefined;
          return { profiles: ids.map((id) => person(id, START)), next };
        }),
    },
    ledger: { plan: (rows) => slowly(LATENCY_MS.plan * 10, () => ledger.plan(rows)) },
  });
  const eachMinute = async (act: () => Promise<unknown>): Promise<void> => {
    for (let next = time.now(); !isOver(); next += MINUTE_MS) {
      await time.sleep(next - time.now());
      await act();
    }
  };
  /** What decide-sends does with an order. */
  const takeOrders = async (): Promise<void> => {
    for (let number = 0; !isOver(); number += 1) {
      await time.sleep((-Math.log(1 - chance.fraction()) * 1_000) / ordersPerSecond);
      const profile = person(idOf('t', number), START);
      const [match] = matchesOf(book, profile, [orderOf(number, time.now())]);
      if (match === undefined) throw new Error('the book has no confirmation of orders');
      const rows = decide(match, profile, { now: time.now(), brand: book.brand, epochOf: () => 0, sends: [] });
      await ledger.plan(rows);
      for (const { sendId } of rows) orderedAt.set(sendId, time.now());
      await sendQueues.enqueue(rows);
    }
  };

  if (people > 0) await broadcasts.save(confirmedBroadcast(START));
  for (let invoker = 0; invoker < transactionalConcurrency; invoker += 1) void consume('transactional');
  for (let invoker = 0; invoker < marketingConcurrency; invoker += 1) void consume('marketing');
  void eachMinute(run);
  void eachMinute(() => sweep({}));
  void takeOrders();
  await time.run(isOver);
  return {
    ...{ broadcastMails, twice, drainedMs: drainedAt - START },
    transactionalMs: transactionalMs.sort((a, b) => a - b),
    mostInASecond: [...inSecond.values()].reduce((most, count) => Math.max(most, count), 0),
    planned: [...broadcasts.runs.values()][0]?.reachable ?? 0,
  };
};

let messages = 0;
const eventOf = (bodies: readonly string[]): SQSEvent => ({
  Records: bodies.map((body) => {
    messages += 1;
    return { messageId: String(messages), body } as SQSRecord;
  }),
});
