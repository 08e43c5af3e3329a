import type { CustomerEvent } from './event.ts';

/** Put under the identifiers of everybody who looked at a product whose price has fallen. */
export const PRICE_DROPPED = 'Product Price Dropped';

/** Tells of a product, not of somebody in the shop: it wakes nobody and begins no session. */
export const isPriceDrop = (event: CustomerEvent): boolean => event.type === 'track' && event.event === PRICE_DROPPED;
