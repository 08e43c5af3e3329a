import { ownMessages } from './archived-messages.ts';
import { checkArchive } from './check-archive.ts';
import { checkBroadcasts } from './check-broadcasts.ts';
import { checkConsents } from './check-consents.ts';
import { checkFeedback } from './check-feedback.ts';
import { checkGoals } from './check-goals.ts';
import { checkProfiles } from './check-profiles.ts';
import { checkRecipients } from './check-recipients.ts';
import { checkSegments } from './check-segments.ts';
import { checkSends } from './check-sends.ts';
import { modelOf } from './model.ts';
import { type History, type Played, type Project, playHistory } from './world.ts';

/** After everything has healed, the backlog must be gone within this. */
export const DRAIN_BOUND_MS = 60 * 60_000;

export interface Proved {
  readonly violations: readonly string[];
  /** Undefined where the history itself broke off. */
  readonly played?: Played;
}

/** Plays a history to its end and holds it against every invariant. */
export const proveHistory = async (project: Project, history: History): Promise<Proved> => {
  let played: Played;
  try {
    played = await playHistory(project, history);
  } catch (error) {
    return {
      violations: [`the history broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`],
    };
  }
  const told = ownMessages(played);
  const model = modelOf(history.script.acts, told, played.cuts);
  const late = played.drainedAt === undefined || played.drainedAt > DRAIN_BOUND_MS;
  return {
    played,
    violations: [
      ...played.witness.violations,
      ...checkProfiles(played, model),
      ...checkConsents(played, model),
      ...checkArchive(played, model),
      ...checkSegments(played, model),
      ...checkSends(played, model),
      ...checkFeedback(played, told),
      ...checkBroadcasts(played),
      // What the one person had reached before an unmerge stays in the ledger as it was.
      ...(played.cuts.length === 0 ? checkGoals(played, model) : []),
      ...checkRecipients(played, model),
      ...(late ? [`not drained within ${DRAIN_BOUND_MS / 60_000} min after everything healed`] : []),
    ],
  };
};
