import type { Instant } from '../core/event/event.ts';
import type { Reception } from '../core/send/sending-health.ts';

/** Length of one count. */
export const COUNTED_EACH_MS = 300_000;

/** How mails were received, added up by five minutes. A lost acknowledgement may lose a count, or count it twice. */
export interface SendingHealth {
  /** Adds to the five minutes in which `at` lies. */
  add(at: Instant, reception: Reception): Promise<void>;
  /** All of it from the five minutes in which `at` lies on; eventually consistent. */
  since(at: Instant): Promise<Reception>;
}
