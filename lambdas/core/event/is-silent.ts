import type { CustomerEvent } from './event.ts';
import { isByMachine } from './mail-events.ts';

/** Imports, replays and programs are on profiles, and trigger nothing: not when they come, and not by what they left. */
export const isSilent = (event: CustomerEvent): boolean =>
  event.context.backfill === true || event.context.bot === true || isByMachine(event);
