import { AsyncLocalStorage } from 'node:async_hooks';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import type { CloudClock } from '../cloud/clock.ts';
import type { AroundInvocation, Invocation, WrapPort } from '../cloud/cloud-functions.ts';
import { type Fault, type FaultKind, type FaultSource, kindsAt } from './fault.ts';
import type { Interleaving } from './interleaving.ts';

/** One run of a function, which may end before its code does: what it does afterwards reaches nobody. */
interface Running extends Invocation {
  readonly number: number;
  dead: boolean;
  readonly end: (why: string) => void;
}

export interface FaultyPortsProps {
  readonly clock: CloudClock;
  readonly interleaving: () => Interleaving;
  readonly faults: FaultSource;
  /** Faults end here. */
  readonly isHealed: () => boolean;
  /** Whether everything behind this port is down at the moment. */
  readonly isDown: (port: string) => boolean;
  /** A record that kills whoever reads it. */
  readonly isPoisoned: (invocation: Invocation) => boolean;
  readonly onFault: (fault: Fault) => void;
  readonly onCall: (at: string, nth: number) => void;
  readonly trace?: (line: string) => void;
}

/** An infrastructure error, as an SDK throws it. */
export class InjectedError extends Error {
  constructor(name: string, at: string) {
    super(`${name} at ${at}`);
    this.name = name;
  }
}

type Method = (...args: readonly unknown[]) => Promise<unknown>;

/** The methods that reach the world; whatever else an adapter has is left alone. */
const METHODS: Readonly<Record<string, readonly string[]>> = {
  profiles: ['load', 'loadChunk', 'commit', 'profilesAt'],
  consents: ['load', 'commit'],
  ledger: ['plan', 'load', 'write', 'ofProfile', 'due'],
  holds: ['list', 'put'],
  health: ['add', 'since'],
  tokens: ['take'],
  broadcasts: ['list', 'save'],
  pages: ['page'],
  catalogue: ['products', 'neighbours', 'bestsellers', 'put'],
  lake: ['put', 'get', 'delete'],
  failed: ['put', 'get', 'delete'],
  failedEvents: ['put'],
  events: ['put'],
  queues: ['enqueue'],
  mailer: ['send'],
};

/** A new one each time: a promise keeps whoever waits for it, and one for all would keep every dead world. */
const never = (): Promise<never> => new Promise(() => undefined);
const MAIL_OUTCOMES: Partial<Record<FaultKind, unknown>> = {
  'mail-throttled': { kind: 'throttled' },
  'mail-paused': { kind: 'paused' },
  'mail-rejected': { kind: 'rejected' },
};
/** A request to SES is given up after 10 s by the adapter: what takes longer has no definite answer. */
const LONGEST_MAIL_MS = 9_000;
/** A request of a dead process may still be on its way for so long. */
const LONGEST_LANDING_MS = 30_000;

/** What of a call that is many writes in AWS was done when it failed. */
const firstHalf = (args: readonly unknown[]): readonly unknown[] => {
  const [list, ...rest] = args;
  return Array.isArray(list) ? [list.slice(0, Math.ceil(list.length / 2)), ...rest] : args;
};

/** Methods that answer bit by bit: here the whole list is one call. */
const LISTS: Readonly<Record<string, readonly string[]>> = { lake: ['list'], failed: ['list'] };

const staleAnswer = (): Promise<unknown> => Promise.resolve([]);

const running = new AsyncLocalStorage<Running>();

/**
 * Middleware sets a timer of real time for each invocation. In a history no real time passes: such a timer would only
 * keep a dead function, and its world with it, in memory for minutes.
 */
const keepRealTimeOut = (): void => {
  const real = timers.setTimeout;
  const inHistories = (...args: Parameters<typeof real>) =>
    running.getStore() === undefined ? real(...args) : undefined;
  timers.setTimeout = Object.assign(inHistories, real) as unknown as typeof real;
  syncBuiltinESMExports();
};
let isKeptOut = false;

/** Every function behind a fault point at each of its awaits. */
export const faultyPorts = (
  props: FaultyPortsProps,
): { readonly wrap: WrapPort; readonly around: AroundInvocation } => {
  const { clock } = props;
  if (!isKeptOut) keepRealTimeOut();
  isKeptOut = true;
  const calls = new Map<string, number>();
  let invocations = 0;

  const nextFault = (at: string, kinds: readonly FaultKind[]): Fault | undefined => {
    const nth = (calls.get(at) ?? 0) + 1;
    calls.set(at, nth);
    props.onCall(at, nth);
    if (props.isHealed()) return undefined;
    const fault = props.faults.next(at, nth, kinds);
    if (fault !== undefined) props.onFault(fault);
    return fault;
  };

  const withFault = async (at: string, method: Method, args: readonly unknown[]): Promise<unknown> => {
    const call = running.getStore();
    if (call?.dead) return never();
    const [, port = '', name = ''] = at.split('.');
    const fault = nextFault(at, kindsAt(at));
    await props.interleaving().turn();
    if (call?.dead) return never();
    if (fault !== undefined)
      props.trace?.(`  ${at} #${fault.nth} ${fault.kind}${fault.ms === undefined ? '' : ` ${fault.ms} ms`}`);
    if (props.isDown(port)) throw new InjectedError('ServiceUnavailable', at);
    const now = () => method(...args);
    switch (fault === undefined ? 'none' : fault.kind) {
      case 'none':
        break;
      case 'refuse':
        throw new InjectedError('ServiceUnavailable', at);
      case 'throttle':
        throw new InjectedError('ThrottlingException', at);
      case 'partly':
        await method(...firstHalf(args));
        throw new InjectedError('ServiceUnavailable', at);
      case 'delay': {
        const longest = port === 'mailer' ? LONGEST_MAIL_MS : Infinity;
        await clock.sleep(Math.min(fault?.ms ?? 1_000, longest));
        if (call?.dead) return never();
        break;
      }
      case 'lose':
        await now();
        throw new InjectedError('TimeoutError', at);
      case 'twice':
        await now();
        break;
      case 'hang':
        return never();
      case 'crash-before':
        call?.end('crashed');
        return never();
      case 'crash-after':
        await now();
        call?.end('crashed');
        return never();
      case 'land-late':
        call?.end('crashed');
        clock.at(clock.now() + Math.min(fault?.ms ?? 1_000, LONGEST_LANDING_MS), async () => {
          await now().catch(() => undefined);
        });
        return never();
      case 'stale':
        return staleAnswer();
      default:
        return fault === undefined ? now() : MAIL_OUTCOMES[fault.kind];
    }
    const answer = await now();
    props.trace?.(`  ${at} → ${describe(name, args, answer)}`);
    if (call?.dead) return never();
    // The answer takes its time too: others may act between what was done and who hears of it.
    await props.interleaving().turn();
    return call?.dead ? never() : answer;
  };

  return {
    wrap: (name, port) => {
      const kind = name.slice(name.indexOf('.') + 1);
      const wrapped = { ...port } as Record<string, unknown>;
      for (const method of METHODS[kind] ?? []) {
        const original = (port as Readonly<Record<string, unknown>>)[method];
        if (typeof original !== 'function') continue;
        wrapped[method] = (...args: readonly unknown[]) => withFault(`${name}.${method}`, original as Method, args);
      }
      for (const method of LISTS[kind] ?? []) {
        const original = (port as Readonly<Record<string, unknown>>)[method];
        if (typeof original !== 'function') continue;
        wrapped[method] = async function* (...args: readonly unknown[]) {
          const whole: Method = (...given) => Array.fromAsync(original(...given) as AsyncIterable<unknown>);
          yield* (await withFault(`${name}.${method}`, whole, args)) as readonly unknown[];
        };
      }
      return wrapped as typeof port;
    },
    around: async (invocation, run) => {
      invocations += 1;
      const number = invocations;
      const { functionName, timeoutMs } = invocation;
      const at = `${functionName}.invocation`;
      const fault = nextFault(at, ['forget']);
      let reject: (error: Error) => void = () => undefined;
      const ended = new Promise<never>((_, fail) => {
        reject = fail;
      });
      const call: Running = {
        ...invocation,
        number,
        dead: false,
        end: (why) => {
          if (call.dead) return;
          call.dead = true;
          props.trace?.(`  ${functionName} ${why}`);
          reject(new InjectedError('FunctionEnded', at));
        },
      };
      ended.catch(() => undefined);
      const stop = clock.at(clock.now() + timeoutMs, () => call.end('timed out'));
      props.trace?.(`${functionName} begins`);
      try {
        if (!props.isHealed() && props.isPoisoned(invocation)) {
          props.trace?.(`  ${functionName} met a record that kills it`);
          throw new InjectedError('FunctionEnded', at);
        }
        const answer = await Promise.race([running.run(call, run), ended]);
        if (fault?.kind === 'forget') {
          props.trace?.(`  ${functionName} was done, and its answer is lost`);
          throw new InjectedError('AnswerLost', at);
        }
        return answer;
      } finally {
        call.dead = true;
        stop();
      }
    },
  };
};

const describe = (_method: string, args: readonly unknown[], answer: unknown): string => {
  if (typeof answer === 'string') return answer;
  if (answer instanceof Map || answer instanceof Set) return `${answer.size} found`;
  if (Array.isArray(answer)) return `${answer.length} found`;
  return args.length === 0 || answer === undefined ? 'done' : 'answered';
};
