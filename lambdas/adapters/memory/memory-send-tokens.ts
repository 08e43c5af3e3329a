import type { SendTokens } from '../../ports/send-rate.ts';

/** A bucket a second; those of seconds long past are thrown away. */
export const memorySendTokens = (): SendTokens => {
  const taken = new Map<number, { total: number; marketing: number }>();
  return {
    take: async ({ second, transactional, wanted, limit }) => {
      const bucket = taken.get(second) ?? { total: 0, marketing: 0 };
      const left = limit.total - bucket.total;
      const granted = Math.max(
        0,
        Math.min(wanted, transactional ? left : Math.min(left, limit.marketing - bucket.marketing)),
      );
      bucket.total += granted;
      if (!transactional) bucket.marketing += granted;
      taken.set(second, bucket);
      const [oldest] = taken.keys();
      if (taken.size > 100 && oldest !== undefined) taken.delete(oldest);
      return granted;
    },
  };
};
