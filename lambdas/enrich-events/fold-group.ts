import type { Instant } from '../core/event/event.ts';
import type { FailedEvent } from '../core/failure/failed-event.ts';
import type { IdentityId } from '../core/identity/identity.ts';
import type { State } from '../core/profile/profile.ts';
import type { CommitOutcome } from '../ports/profile-store.ts';
import { countFailure } from '../steps/count-failure.ts';
import { jitteredWait, waitOut } from '../steps/wait-out.ts';
import { commitConsents } from './commit-consents.ts';
import type { EnrichPorts } from './enrich-ports.ts';
import { failedEvent } from './failed-event.ts';
import { EVENTS_IN_A_WRITE, foldSlice } from './fold-slice.ts';
import type { PlacedEvent } from './group-by-identity.ts';
import { loadStates } from './load-states.ts';

/** Another writer won this many times in a row: somebody else's turn, Lambda comes again. */
const CONFLICTS_BORNE = 10;

export interface GroupOutcome {
  readonly applied: number;
  readonly duplicates: number;
  readonly late: number;
  readonly erased: number;
  readonly quarantined: number;
  /** Profiles that went into quarantine with these events. */
  readonly keysQuarantined: number;
  readonly conflicts: number;
  readonly refused: readonly FailedEvent[];
  /** The first event that is not safely folded; nothing later of the group was. */
  readonly failedAt?: PlacedEvent;
}

export type Counts = Omit<GroupOutcome, 'conflicts' | 'failedAt'>;

export const nothing: GroupOutcome = {
  ...{ applied: 0, duplicates: 0, late: 0, erased: 0, quarantined: 0, keysQuarantined: 0, conflicts: 0 },
  refused: [],
};

/**
 * Folds one group of events, a write for as many of them as fit one: normally all. After a conflict the identifiers
 * are resolved anew, then folded anew. A write that the table refuses for good is halved; the event that it refuses
 * alone is stored as failed, and those after it go on. Stops at the first failure of the infrastructure.
 */
export const foldGroup = async (
  ports: EnrichPorts,
  group: readonly PlacedEvent[],
  read: ReadonlyMap<IdentityId, State>,
  deadline: Instant,
): Promise<GroupOutcome> => {
  let outcome = nothing;
  let states = read;
  let remaining = group;
  let conflictsInARow = 0;
  let most = EVENTS_IN_A_WRITE;
  try {
    while (remaining.length > 0) {
      const slice = await foldSlice(ports, remaining, states, deadline, most);
      const saved = await save(ports, slice, deadline);
      if (saved === 'conflict') {
        conflictsInARow += 1;
        outcome = { ...outcome, conflicts: outcome.conflicts + 1 };
        if (conflictsInARow > CONFLICTS_BORNE) return { ...outcome, failedAt: remaining[0] };
        await ports.clock.sleep(jitteredWait(ports.random, conflictsInARow));
      } else if (saved === 'refused' && slice.events > 1) most = Math.ceil(slice.events / 2);
      else {
        conflictsInARow = 0;
        most = Math.min(2 * most, EVENTS_IN_A_WRITE);
        outcome = add(outcome, saved === 'refused' ? await giveUp(ports, remaining[0], deadline) : slice.counts);
        remaining = remaining.slice(slice.events);
      }
      if (remaining.length > 0) states = await waitOut(ports, deadline, () => loadStates(ports.profiles, remaining));
    }
    return outcome;
  } catch (error) {
    // Infrastructure that stayed away until the deadline, or a fault of our own: reported by record, counted, alarmed.
    countFailure(ports.metrics, 'enrich-events', error);
    return { ...outcome, failedAt: remaining[0] };
  }
};

const save = async (
  ports: EnrichPorts,
  { changes, consents, counts }: Awaited<ReturnType<typeof foldSlice>>,
  deadline: Instant,
): Promise<CommitOutcome> => {
  // Before the profile: a crash in between repeats them, and newest wins.
  if (consents.length > 0) await waitOut(ports, deadline, () => commitConsents(ports, consents));
  if (counts.refused.length > 0) await waitOut(ports, deadline, () => ports.failedEvents.put(counts.refused));
  return changes.length === 0 ? 'committed' : waitOut(ports, deadline, () => ports.profiles.commit(changes));
};

/** Keeps an event that no write can hold: it can be put back when there is room again. */
const giveUp = async (ports: EnrichPorts, event: PlacedEvent | undefined, deadline: Instant): Promise<Counts> => {
  const refused = event === undefined ? [] : [failedEvent(event, UNWRITABLE)];
  await waitOut(ports, deadline, () => ports.failedEvents.put(refused));
  return { ...nothing, refused };
};

const UNWRITABLE = {
  reason: 'unwritable',
  detail: 'The table cannot take what the event makes of its profile: as a rule that would be more than 400 KB.',
} as const;

const add = (outcome: GroupOutcome, counts: Counts): GroupOutcome => ({
  ...outcome,
  applied: outcome.applied + counts.applied,
  duplicates: outcome.duplicates + counts.duplicates,
  late: outcome.late + counts.late,
  erased: outcome.erased + counts.erased,
  quarantined: outcome.quarantined + counts.quarantined,
  keysQuarantined: outcome.keysQuarantined + counts.keysQuarantined,
  refused: [...outcome.refused, ...counts.refused],
});
