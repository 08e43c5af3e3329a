import type { Brand, Step } from '../core/campaign/campaign.ts';
import type { JsonObject } from '../core/event/event.ts';

/** What a template sees, and nothing else. Prices are formatted in the brand's currency and locale by a filter. */
export interface MailContent {
  readonly customer: JsonObject;
  readonly event: JsonObject;
  readonly cart: { readonly items: readonly MailProduct[]; readonly count: number; readonly total: number };
  /** What was looked at, latest first. */
  readonly viewed: readonly MailProduct[];
  /** What the trigger is about. */
  readonly product?: MailProduct;
  readonly recommendations: readonly MailProduct[];
  readonly brand: Brand;
  readonly links: {
    readonly shop: string;
    /** Both lead to the page where the recipient chooses; marketing mails alone have them. */
    readonly unsubscribe?: string;
    readonly preferences?: string;
  };
}

/** Amounts in the currency's unit. */
export interface MailProduct {
  readonly id: string;
  readonly name: string;
  readonly quantity: number;
  readonly price?: number;
  /** What it cost before its price fell. */
  readonly previousPrice?: number;
  readonly url?: string;
  readonly imageUrl?: string;
}

export type Rendering =
  | {
      readonly kind: 'rendered';
      readonly subject: string;
      /** What an inbox shows beside the subject; the HTML has it, hidden. */
      readonly preheader: string;
      readonly html: string;
      readonly text: string;
    }
  | { readonly kind: 'unrenderable'; readonly detail: string };

/** Preview, test and real send use this one. `key` names the compiled template for its cache. */
export interface Renderer {
  render(key: string, step: Step, content: MailContent): Rendering;
}
