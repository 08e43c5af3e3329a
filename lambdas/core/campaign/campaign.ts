import type { ExchangeRate } from '../event/event.ts';
import type { Predicate } from '../segment/predicate.ts';
import type { Segment } from '../segment/segment.ts';

/** What begins a journey: an event whose properties pass every test. Entering a segment is an event like any other. */
export interface Trigger {
  /** Event name. */
  readonly event: string;
  /** Sources that are believed: those of write keys, or what a producer on the stream calls itself. @default any */
  readonly from?: readonly string[];
  readonly where?: readonly PropertyTest[];
}

/** About one property of the triggering event, as it was sent; every bound that is there must hold. */
export interface PropertyTest {
  readonly property: string;
  readonly equals?: string | number | boolean | null;
  readonly atLeast?: number;
  readonly atMost?: number;
  readonly exists?: boolean;
}

/** Whose mail the last units of an address's daily cap are kept for, see `capLimitOf`. */
export type Priority = 'high' | 'normal' | 'low';

/**
 * What one entry is: the open cart, an order id, the triggering event itself, an address, a profile and local day, or
 * a profile and product. A second trigger with the same entry key plans nothing new.
 */
export type OncePer = 'cart' | 'order' | 'event' | 'address' | 'day' | 'product';

export interface SlotOptions {
  readonly limit: number;
  readonly fallback?: 'bestsellers';
}

/** A template after MJML: HTML with Liquid in it, and its plain-text twin. */
export interface CompiledTemplate {
  readonly html: string;
  readonly text: string;
}

/** What a mail says in one language. */
export interface MailText {
  readonly subject: string;
  readonly preheader: string;
  readonly template: CompiledTemplate;
}

export interface Step {
  /** Identifies the send: never renamed. */
  readonly id: string;
  /** After the step before was due; the first step's after the trigger, or the cart's last change. */
  readonly waitMs: number;
  /** And then until the recipient's clock next shows this, "HH:MM". */
  readonly until?: string;
  readonly onlyIf?: Predicate;
  readonly email: MailText & {
    /** By language, as `languageTag` writes it; anybody else reads the step's own. */
    readonly languages?: Readonly<Record<string, MailText>>;
    /** A mail about a cart, what was viewed or a product is not sent without any of it; without recommendations it is. */
    readonly slots: {
      readonly cart?: SlotOptions;
      readonly viewed?: SlotOptions;
      /** The one product that the trigger names, if it still costs less than the trigger says it did. */
      readonly product?: true;
      readonly recommendations?: SlotOptions;
    };
  };
}

/** `campaigns/<name>/campaign.yaml` after validation. */
export interface Campaign {
  readonly name: string;
  /** Digest of the campaign's files: written to each send at its claim, so that "which text did they get?" has an answer. */
  readonly version: string;
  readonly status: 'draft' | 'live' | 'paused';
  /** A transactional mail needs no consent, knows no cap and no quiet hours; a suppressed address gets none either. */
  readonly kind: { readonly transactional: true } | { readonly transactional: false; readonly topic: string };
  /** @default normal */
  readonly priority?: Priority;
  readonly trigger: Trigger;
  readonly entry: { readonly oncePer: OncePer; readonly againAfterMs?: number };
  readonly audience?: Predicate;
  readonly exit?: Predicate;
  readonly goal?: { readonly did: string; readonly withinMs: number };
  /** Share of people that get none of its mails, for comparison: 0 to 1. */
  readonly holdout: number;
  /** From the trigger's time; a step's expiry is this after it falls due. */
  readonly maxAgeMs: number;
  readonly steps: readonly Step[];
}

/** `campaigns/brand.yaml`. */
export interface Brand {
  readonly name: string;
  readonly url: string;
  readonly sender: { readonly name: string; readonly address: string };
  readonly replyTo?: string;
  /** Where a "please unsubscribe me" mail goes. */
  readonly unsubscribeAddress: string;
  readonly postalAddress: string;
  readonly topics: readonly { readonly id: string; readonly title: string }[];
  /** Marketing mails an address gets on one of its local days, over all campaigns. */
  readonly caps: {
    readonly perDay: number;
    /** Of those, units that campaigns of a lower priority leave alone. */
    readonly keptFor?: { readonly high?: number; readonly normal?: number };
  };
  /** Local times "HH:MM"; a recipient who was active within `exceptActiveWithinMs` is awake and is not kept waiting. */
  readonly quietHours?: { readonly from: string; readonly to: string; readonly exceptActiveWithinMs: number };
  readonly currency: string;
  /** What other currencies are worth in it. Absent: every amount counts as it was sent. */
  readonly rates?: Readonly<Record<string, ExchangeRate>>;
  readonly locale: string;
  readonly zone: string;
  readonly colours: { readonly primary: string; readonly background: string };
  /** Share of people that get no marketing at all, for comparison: 0 to 1. @default 0 */
  readonly holdout?: number;
  /** On every link to the shop; `{campaign}` and `{step}` stand for the mail's own. @default none */
  readonly linkParameters?: Readonly<Record<string, string>>;
}

/** Everything marketers wrote, compiled: what `decide-sends` and `send-email` carry in their bundle. */
export interface CampaignBook {
  readonly brand: Brand;
  readonly campaigns: readonly Campaign[];
  readonly segments: readonly Segment[];
}
