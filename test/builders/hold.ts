import type { Hold } from '../../lambdas/core/send/hold.ts';
import { NOON } from './profile.ts';

/** Ada's, of the cart mail, since noon. */
export const aHold = (given: Partial<Hold> = {}): Hold => ({
  name: 'campaign:cart-abandoned',
  at: NOON,
  by: 'ada',
  reason: 'wrong price',
  ...given,
});
