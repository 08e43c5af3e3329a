import { assertNever } from '../assert-never.ts';
import type { Brand, Campaign } from './campaign.ts';

/**
 * How many marketing mails an address may have had on its day for one of this campaign's to go out: the cap, less what
 * is kept for priorities above its own. One counter, so that no mixture of priorities ever exceeds the cap.
 */
export const capLimitOf = (
  { caps }: Pick<Brand, 'caps'>,
  { priority = 'normal' }: Pick<Campaign, 'priority'>,
): number => {
  const { high = 0, normal = 0 } = caps.keptFor ?? {};
  switch (priority) {
    case 'high':
      return caps.perDay;
    case 'normal':
      return caps.perDay - high;
    case 'low':
      return caps.perDay - high - normal;
    default:
      return assertNever(priority);
  }
};
