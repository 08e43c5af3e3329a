import { NO_RECEPTION, type Reception, sumOf } from '../../core/send/sending-health.ts';
import { COUNTED_EACH_MS, type SendingHealth } from '../../ports/sending-health.ts';

const startOf = (at: number): number => Math.floor(at / COUNTED_EACH_MS);

/** Writes into `counts`, which are by number of five minutes. */
export const memorySendingHealth = (counts = new Map<number, Reception>()): SendingHealth => ({
  add: async (at, reception) => {
    const key = startOf(at);
    counts.set(key, sumOf([counts.get(key) ?? NO_RECEPTION, reception]));
  },
  since: async (at) => sumOf([...counts].flatMap(([key, reception]) => (key >= startOf(at) ? [reception] : []))),
});
