import type { Campaign } from './campaign.ts';

/** What begins a broadcast's mails, `properties: {segment}`. Never taken from a producer. */
export const BROADCAST = 'Broadcast';

/** The segment that a broadcast's campaign goes to; undefined for any other campaign. */
export const segmentOfBroadcast = ({ trigger }: Pick<Campaign, 'trigger'>): string | undefined => {
  if (trigger.event !== BROADCAST) return undefined;
  const segment = trigger.where?.find(({ property }) => property === 'segment')?.equals;
  return typeof segment === 'string' ? segment : undefined;
};
