import { type Reception, sumOf } from '../core/send/sending-health.ts';
import { countFailure } from '../steps/count-failure.ts';
import { type WatchReceptionPorts, watchReception } from '../steps/watch-reception.ts';

/**
 * Adds a batch's news to how mail is received, and stops marketing mail at once where that gets too bad. The rows are
 * written by now, so a redelivery would count nothing: what cannot be added is lost to the rate, and to nothing else.
 */
export const noteReception = async (ports: WatchReceptionPorts, news: readonly Reception[]): Promise<void> => {
  const reception = sumOf(news);
  const isBad = reception.bounced + reception.complained > 0;
  if (reception.mails === 0 && !isBad) return;
  try {
    await ports.health.add(ports.clock.now(), reception);
    if (isBad) await watchReception(ports);
  } catch (error) {
    countFailure(ports.metrics, 'record-feedback', error);
  }
};
