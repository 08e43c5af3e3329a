import type { Money } from '../profile/profile.ts';

export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price?: Money;
  readonly url?: string;
  readonly imageUrl?: string;
  readonly category?: string;
  readonly brand?: string;
  /** 0 = sold out; absent = not known, taken as available. */
  readonly stock?: number;
  /** A feed's word counts more than what events said of it. */
  readonly origin: 'feed' | 'events';
}

/** Products seen or bought with another, strongest first, at most 20. */
export interface Neighbours {
  readonly boughtTogether: readonly string[];
  readonly viewedTogether: readonly string[];
}
