import type { Act, Message, Script } from '../script.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** Ten seconds after the sweep that queues a mail that was due in a quarter of an hour: a slow sender is at it. */
export const AT_THE_CLAIM = 16 * MINUTE + 10 * SECOND;

/** A short history with a name, in which every await meets every fault. */
export interface Scenario {
  readonly name: string;
  readonly script: Script;
  /** Of these awaits, pairs of faults are tried too. */
  readonly inPairs?: RegExp;
}

/** The writes that spill, merge, claim and mail. */
export const EVERY_WRITE =
  /\.(?:profiles\.commit|consents\.commit|ledger\.write|ledger\.plan|mailer\.send)$|^feedback\.topic$/;
/** The writes that meet where two people are taken apart. */
export const WRITES_OF_AN_UNMERGE =
  /^(?:unmerge-profiles\.(?:profiles\.commit|lake\.get)|enrich-events\.profiles\.commit|send-email\.ledger\.write)$/;

/** Ten in the morning in London: nobody's quiet hours. */
export const MORNING = Date.UTC(2026, 5, 1, 9);
/** The night on which London puts its clocks forward. */
export const SPRING_NIGHT = Date.UTC(2026, 2, 28, 20);
export const AUTUMN_NIGHT = Date.UTC(2026, 9, 24, 20);

const stage: Script['stage'] = {
  shards: 2,
  enrichBatch: 100,
  parallelisation: 1,
  decideBatch: 100,
  sendBatch: 10,
  sendConcurrency: 2,
  learnEveryMs: 3_650 * DAY,
  windowMs: 1_000,
};

/** Writes acts down with their times; each message gets its own id. */
const telling = (startAt: number) => {
  let number = 0;
  const acts: Act[] = [];
  const message = (
    at: number,
    who: Pick<Message, 'userId' | 'anonymousId'>,
    said: Partial<Message> & Pick<Message, 'type'>,
  ): Message => {
    number += 1;
    const time = new Date(at).toISOString();
    return { messageId: `m-${number}`, source: 'shop', timestamp: time, receivedAt: time, ...who, ...said };
  };
  const teller = {
    acts,
    say: (
      after: number,
      who: Pick<Message, 'userId' | 'anonymousId'>,
      said: Partial<Message> & Pick<Message, 'type'>,
    ) => {
      const told = message(startAt + after, who, said);
      acts.push({ kind: 'put', at: startAt + after, message: told });
      return told;
    },
    again: (after: number, told: Message) => acts.push({ kind: 'put', at: startAt + after, message: told }),
    identify: (after: number, userId: string, email = `${userId}@example.com`, anonymousId?: string) =>
      teller.say(
        after,
        { userId, ...(anonymousId === undefined ? {} : { anonymousId }) },
        { type: 'identify', traits: { email } },
      ),
    subscribe: (after: number, userId: string) =>
      teller.say(after, { userId }, { type: 'track', event: 'Subscribed', properties: { topic: 'promotions' } }),
    unsubscribe: (after: number, userId: string) =>
      teller.say(after, { userId }, { type: 'track', event: 'Unsubscribed', properties: { topic: 'promotions' } }),
    add: (after: number, who: Pick<Message, 'userId' | 'anonymousId'>, productId = 'mug') =>
      teller.say(after, who, {
        type: 'track',
        event: 'Product Added',
        properties: { product_id: productId, price: 30, quantity: 1 },
      }),
    order: (after: number, who: Pick<Message, 'userId' | 'anonymousId'>, orderId = `o-${number}`, total = 30) =>
      teller.say(after, who, { type: 'track', event: 'Order Completed', properties: { order_id: orderId, total } }),
    view: (after: number, who: Pick<Message, 'userId' | 'anonymousId'>, productId = 'mug') =>
      teller.say(after, who, { type: 'track', event: 'Product Viewed', properties: { product_id: productId } }),
    page: (after: number, who: Pick<Message, 'userId' | 'anonymousId'>, more: Partial<Message> = {}) =>
      teller.say(after, who, { type: 'page', ...more }),
  };
  return teller;
};

export type Teller = ReturnType<typeof telling>;

export const scenario = (
  name: string,
  tell: (teller: Teller) => void,
  more: {
    startAt?: number;
    healAfter?: number;
    stage?: Partial<Script['stage']>;
    acts?: (startAt: number) => readonly Act[];
    inPairs?: RegExp;
  } = {},
): Scenario => {
  const startAt = more.startAt ?? MORNING;
  const teller = telling(startAt);
  tell(teller);
  const acts = [...teller.acts, ...(more.acts?.(startAt) ?? [])].sort((a, b) => a.at - b.at);
  const script = {
    name,
    startAt,
    acts,
    healAt: startAt + (more.healAfter ?? 4 * HOUR),
    stage: { ...stage, ...more.stage },
  };
  return { name, script, ...(more.inPairs === undefined ? {} : { inPairs: more.inPairs }) };
};

export const ada = { userId: 'ada' };
export const ben = { userId: 'ben' };
export const phone = { anonymousId: 'phone' };

export const manyPages = (
  teller: Teller,
  count: number,
  who: Pick<Message, 'userId' | 'anonymousId'> = ada,
): readonly Message[] => Array.from({ length: count }, (_, index) => teller.page(index * 100, who));
