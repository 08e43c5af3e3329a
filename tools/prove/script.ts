import type { HotKeyLimits } from '../../lambdas/core/profile/pace.ts';
import type { CircuitThresholds } from '../../lambdas/core/send/circuit.ts';
import type { MailboxTemper } from '../cloud/mailbox/recipients.ts';

/** A Segment message as a producer writes it. */
export interface Message {
  readonly type: 'track' | 'identify' | 'page' | 'screen' | 'group' | 'alias';
  readonly messageId: string;
  readonly source: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly previousId?: string;
  readonly groupId?: string;
  readonly event?: string;
  readonly timestamp?: string;
  readonly receivedAt?: string;
  readonly traits?: Readonly<Record<string, unknown>>;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** What happens in a history besides what the system does itself. */
export type Act =
  /** A producer's PutRecords. The same message again is its retry. */
  | { readonly kind: 'put'; readonly at: number; readonly message: Message; readonly poison?: boolean }
  /** Bytes that are no message. */
  | { readonly kind: 'garbage'; readonly at: number; readonly key: string; readonly bytes: string }
  /** A client posts to the collector, and again with the same ids until it is told 200. */
  | { readonly kind: 'post'; readonly at: number; readonly messages: readonly Message[] }
  | { readonly kind: 'reshard'; readonly at: number; readonly shards: number }
  /** Everything behind a port is down for a while. */
  | { readonly kind: 'outage'; readonly at: number; readonly port: string; readonly ms: number }
  /** An engineer puts failed records back. */
  | { readonly kind: 'redrive'; readonly at: number }
  /** An engineer takes `b` away from `a`, as `anonymous:phone` from `user:ada`, and asks until there is an answer. */
  | { readonly kind: 'unmerge'; readonly at: number; readonly a: string; readonly b: string }
  /** A marketer holds a campaign's mail, and lets it go on. */
  | { readonly kind: 'pause' | 'resume'; readonly at: number; readonly campaign: string }
  /** An operator has seen to it that mails are welcome again, and lets all of them go on. */
  | { readonly kind: 'resume-sending'; readonly at: number }
  /** A marketer has a broadcast counted, and starts it. */
  | { readonly kind: 'broadcast'; readonly at: number; readonly campaign: string }
  | { readonly kind: 'sold-out'; readonly at: number; readonly productId: string };

/** A history's given part: all that is needed to play it again, besides its faults. */
export interface Script {
  readonly name: string;
  readonly startAt: number;
  readonly acts: readonly Act[];
  /** From here on nothing fails any more. */
  readonly healAt: number;
  readonly stage: {
    readonly shards: number;
    readonly enrichBatch: number;
    readonly parallelisation: number;
    readonly decideBatch: number;
    readonly sendBatch: number;
    readonly sendConcurrency: number;
    readonly learnEveryMs: number;
    readonly windowMs: number;
    /** @default as the embedded cloud has them */
    readonly hotKeys?: HotKeyLimits;
    /** From where on marketing mail stops. @default never: so few people, of whom so many bounce, would stop it at once */
    readonly circuit?: CircuitThresholds;
    /** What becomes of mails. @default quiet */
    readonly mailboxes?: MailboxTemper;
  };
}

export const eventsIn = (acts: readonly Act[]): number =>
  new Set(
    acts.flatMap((act) => {
      if (act.kind === 'put') return [keyOf(act.message)];
      return act.kind === 'post' ? act.messages.map(keyOf) : [];
    }),
  ).size;

/** What makes two deliveries the same event. */
export const keyOf = ({ source, messageId }: Message): string => `${source}:${messageId}`;
