import { rateLimitOf, UNKNOWN_RATE } from '../core/send/send-rate.ts';
import type { Clock } from '../ports/clock.ts';
import type { SendQuotas, SendTokens } from '../ports/send-rate.ts';

/** What a mail that asked for its token gets. */
export type Leave =
  /** At once. */
  | 'granted'
  /** After a wait: what was true before may not be any more. */
  | 'granted_later'
  /** No second that is near has room: the ledger keeps the mail. */
  | 'none';

export type TokenPurse = (transactional: boolean) => Promise<Leave>;

export interface TokenPursePorts {
  readonly quotas: SendQuotas;
  readonly tokens: SendTokens;
  readonly clock: Clock;
}

/** How many seconds ahead an invocation waits for: longer than that, and a message costs more than it brings. */
const SECONDS_AHEAD = { transactional: 15, marketing: 5 };

/**
 * One invocation's tokens. Mails that ask at the same time are asked for together, so that a batch takes one call, or
 * a few; each waits at most for a second that is near.
 */
export const tokenPurse = (ports: TokenPursePorts): TokenPurse => {
  const lines = { transactional: line(ports, true), marketing: line(ports, false) };
  return (transactional) => lines[transactional ? 'transactional' : 'marketing']();
};

interface Waiting {
  readonly resolve: (leave: Leave) => void;
  readonly reject: (error: unknown) => void;
}

const line = ({ quotas, tokens, clock }: TokenPursePorts, transactional: boolean): (() => Promise<Leave>) => {
  const waiting: Waiting[] = [];
  let isServing = false;

  const serveAll = async (): Promise<void> => {
    const quota = await quotas.read();
    const limit = quota === undefined ? UNKNOWN_RATE : rateLimitOf(quota);
    const ahead = SECONDS_AHEAD[transactional ? 'transactional' : 'marketing'];
    let second = secondOf(clock.now());
    while (waiting.length > 0) {
      const present = secondOf(clock.now());
      second = Math.max(second, present);
      if (second - present > ahead) return answer(waiting.splice(0), 'none');
      // SES said nothing of a limit: there is nothing to share.
      const granted =
        quota === undefined
          ? waiting.length
          : await tokens.take({ second, transactional, wanted: waiting.length, limit });
      const leaving = waiting.splice(0, granted);
      const startsIn = second * 1_000 - clock.now();
      if (leaving.length > 0 && startsIn > 0) void leaveLater(clock, startsIn, leaving);
      else answer(leaving, 'granted');
      if (granted === 0 || waiting.length > 0) second += 1;
    }
  };

  const serve = async (): Promise<void> => {
    isServing = true;
    try {
      await serveAll();
    } catch (error) {
      for (const { reject } of waiting.splice(0)) reject(error);
    }
    isServing = false;
    // Who came after the last look, and before this step, found a line that seemed to be served.
    if (waiting.length > 0) void serve();
  };

  return () =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      if (!isServing) void serve();
    });
};

const secondOf = (at: number): number => Math.floor(at / 1_000);

const answer = (those: readonly Waiting[], leave: Leave): void => {
  for (const { resolve } of those) resolve(leave);
};

/** The line goes on meanwhile: those behind ask for later seconds. */
const leaveLater = async (clock: Clock, ms: number, leaving: readonly Waiting[]): Promise<void> => {
  await clock.sleep(ms);
  answer(leaving, 'granted_later');
};
