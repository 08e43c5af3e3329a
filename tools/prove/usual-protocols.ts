import type { Chance } from './chance.ts';

/** What one mail came to. */
export interface Fate {
  /** Times that SES took it. */
  readonly taken: number;
  /** Somebody can see that it is uncertain. */
  readonly parked: boolean;
}

type Fault = 'refuse' | 'lose' | 'crash-before' | 'crash-after';
const FAULTS: readonly [Fault, ...Fault[]] = ['refuse', 'lose', 'crash-before', 'crash-after'];

class Crash extends Error {}

/** The tables and SES of one mail, with a fault at each await by chance. */
const oneMail = (chance: Chance, rate: number) => {
  const row: { state: 'planned' | 'leased' | 'sent'; leasedUntil: number } = { state: 'planned', leasedUntil: 0 };
  let taken = 0;
  const call = async <Answer>(act: () => Answer): Promise<Answer> => {
    const fault = chance.is(rate) ? chance.of(FAULTS) : undefined;
    if (fault === 'refuse') throw new Error('away');
    if (fault === 'crash-before') throw new Crash();
    const answer = act();
    if (fault === 'crash-after') throw new Crash();
    if (fault === 'lose') throw new Error('no answer');
    return answer;
  };
  return {
    taken: () => taken,
    load: () => call(() => ({ ...row })),
    write: (state: typeof row.state, leasedUntil = 0) => call(() => void Object.assign(row, { state, leasedUntil })),
    ses: () =>
      call(() => {
        taken += 1;
      }),
  };
};

type World = ReturnType<typeof oneMail>;
type Protocol = (world: World, now: number) => Promise<void>;

const sendThenMark: Protocol = async (world) => {
  if ((await world.load()).state === 'sent') return;
  await world.ses();
  await world.write('sent');
};

const markThenSend: Protocol = async (world) => {
  if ((await world.load()).state === 'sent') return;
  await world.write('sent');
  await world.ses();
};

/** Whoever holds the lease sends; when it has run out, somebody else may. */
const lease: Protocol = async (world, now) => {
  const { state, leasedUntil } = await world.load();
  if (state === 'sent') return;
  if (state === 'leased' && leasedUntil > now) throw new Error('somebody else is at it');
  await world.write('leased', now + 2);
  await world.ses();
  await world.write('sent');
};

export const usualProtocols: readonly (readonly [name: string, protocol: Protocol])[] = [
  ['send, then mark', sendThenMark],
  ['mark, then send', markThenSend],
  ['lease', lease],
];

/** A queue hands a message over until it is done with, at most so often. */
const DELIVERIES = 8;

/** One mail from its message to its end. */
export const sendOnce = async (protocol: Protocol, chance: Chance, rate: number): Promise<Fate> => {
  const world = oneMail(chance, rate);
  for (let delivery = 0; delivery < DELIVERIES; delivery += 1) {
    try {
      await protocol(world, delivery);
      break;
    } catch {
      // The message comes again.
    }
  }
  return { taken: world.taken(), parked: false };
};
