import { chanceFor } from './chance.ts';
import { type FaultKind, faultsByChance } from './fault.ts';
import { loadProveProject } from './load-prove-project.ts';
import type { Act, Message, Script } from './script.ts';
import { type Fate, sendOnce, usualProtocols } from './usual-protocols.ts';
import { type Project, playHistory } from './world.ts';

const RATES = [0.001, 0.01] as const;
const MAILS = 20_000;
const MAILS_A_HISTORY = 50;
const HOUR_MS = 3_600_000;
const START = Date.UTC(2026, 5, 1, 9);
const KINDS: readonly FaultKind[] = ['refuse', 'lose', 'crash-before', 'crash-after'];

const scriptFor = (event: 'Subscribed' | 'Order Completed'): Script => {
  const time = new Date(START).toISOString();
  const acts = Array.from({ length: MAILS_A_HISTORY }, (_, index): readonly Act[] => {
    const about = { source: 'shop', userId: `user-${index}`, timestamp: time, receivedAt: time };
    const hello: Message = {
      ...about,
      type: 'identify',
      messageId: `i-${index}`,
      traits: { email: `person-${index}@example.com` },
    };
    const properties = event === 'Subscribed' ? { topic: 'promotions' } : { order_id: `o-${index}`, total: 10 };
    const trigger: Message = { ...about, type: 'track', event, messageId: `t-${index}`, properties };
    return [hello, trigger].map((message) => ({ kind: 'put', at: START, message }));
  }).flat();
  const stage = {
    shards: 1,
    enrichBatch: 500,
    parallelisation: 1,
    decideBatch: 100,
    sendBatch: 1,
    sendConcurrency: 10,
    learnEveryMs: 1e12,
    windowMs: 1_000,
  };
  return { name: event, startAt: START, acts, healAt: START + 6 * HOUR_MS, stage };
};

/** This project's protocol: the real functions, with faults in those that send. */
const ours = async (
  project: Project,
  event: 'Subscribed' | 'Order Completed',
  rate: number,
): Promise<readonly Fate[]> => {
  const script = scriptFor(event);
  const fates: Fate[] = [];
  for (let history = 0; history < MAILS / MAILS_A_HISTORY; history += 1) {
    const chance = chanceFor(history, 7);
    const isHit = (at: string) => /^(?:send-email|sweep-sends|record-feedback)\./.test(at);
    const faults = faultsByChance(chance.fraction, rate, (kind, at) => (KINDS.includes(kind) && isHit(at) ? 1 : 0));
    const { cloud, witness } = await playHistory(project, { script, faults, schedule: history });
    const taken = new Map<string, number>();
    for (const { sendId } of witness.accepted) taken.set(sendId, (taken.get(sendId) ?? 0) + 1);
    for (const row of cloud.stores.ledger.rows.values())
      fates.push({ taken: taken.get(row.sendId) ?? 0, parked: row.state === 'parked' });
  }
  return fates;
};

const line = (name: string, fates: readonly Fate[]): string => {
  const count = (is: (fate: Fate) => boolean): string => fates.filter(is).length.toLocaleString('en-GB').padStart(10);
  const lost = count(({ taken, parked }) => taken === 0 && !parked);
  const twice = count(({ taken }) => taken > 1);
  const parkedUnsent = count(({ taken, parked }) => taken === 0 && parked);
  const parkedSent = count(({ taken, parked }) => taken > 0 && parked);
  return `${name.padEnd(28)}${fates.length.toLocaleString('en-GB').padStart(9)}${lost}${twice}${parkedUnsent}${parkedSent}`;
};

/** Prints what the usual ways to send a mail come to, beside this project's, under the same faults at each await. */
export const compareProtocols = async (print: (line: string) => void): Promise<boolean> => {
  const project = await loadProveProject();
  let isClean = true;
  for (const rate of RATES) {
    print(`\n${rate * 1_000} ‰ of the awaits fail: ${KINDS.join(', ')}`);
    print(
      `${'protocol'.padEnd(28)}${'mails'.padStart(9)}${'lost'.padStart(10)}${'twice'.padStart(10)}${'parked:'.padStart(10)}${'parked:'.padStart(10)}`,
    );
    print(`${''.padEnd(57)}${'not sent'.padStart(10)}${'sent once'.padStart(10)}`);
    for (const [name, protocol] of usualProtocols) {
      const fates: Fate[] = [];
      const chance = chanceFor(1, 8);
      for (let mail = 0; mail < MAILS; mail += 1) fates.push(await sendOnce(protocol, chance, rate));
      print(line(name, fates));
    }
    for (const [name, event] of [
      ['this one, marketing', 'Subscribed'],
      ['this one, transactional', 'Order Completed'],
    ] as const) {
      const fates = await ours(project, event, rate);
      isClean &&=
        fates.every(({ taken, parked }) => parked || taken > 0) &&
        (event !== 'Subscribed' || fates.every(({ taken }) => taken <= 1));
      print(line(name, fates));
    }
  }
  return isClean;
};
