import { type CircuitThresholds, countsSince, nextCircuit } from '../core/send/circuit.ts';
import { type Hold, isInForce } from '../core/send/hold.ts';
import type { Clock } from '../ports/clock.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { SendHolds } from '../ports/send-holds.ts';
import type { SendingHealth } from '../ports/sending-health.ts';

export interface WatchReceptionPorts {
  readonly holds: SendHolds;
  readonly health: SendingHealth;
  readonly circuit: CircuitThresholds;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/**
 * Opens the circuit where too many mails bounce or are complained about, and closes it once that is over. Marketing
 * mail is held meanwhile. Two that watch at once come to the same. Gives back all holds as they are now.
 */
export const watchReception = async ({
  holds,
  health,
  circuit,
  clock,
  metrics,
}: WatchReceptionPorts): Promise<readonly Hold[]> => {
  const now = clock.now();
  const known = await holds.list();
  const next = nextCircuit(known, await health.since(countsSince(known, now)), circuit, now);
  if (next === undefined) return known;
  await holds.put(next);
  metrics.count(isInForce(next, now) ? 'CircuitOpened' : 'CircuitClosed', 1);
  return [...known.filter(({ name }) => name !== next.name), next];
};
