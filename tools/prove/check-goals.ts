import type { Campaign } from '../../lambdas/core/campaign/campaign.ts';
import type { Send } from '../../lambdas/core/send/send.ts';
import type { Model, ModelEvent } from './model.ts';
import type { Played } from './world.ts';

type Goal = NonNullable<Campaign['goal']>;

/** Of several reports of one order, the one that happened first. */
const orderOf = ({ properties, key }: ModelEvent): string =>
  properties?.order_id === undefined ? key : String(properties.order_id);

const isSilent = ({ context }: ModelEvent): boolean => context?.backfill === true;

/** Every goal event within the entry's time, worked out from the events alone: whose arm it is, is not even looked at. */
const reachedAfter = (row: Send, goal: Goal, events: readonly ModelEvent[], trigger: ModelEvent) =>
  events.filter((event) => {
    if (event.name !== goal.did || isSilent(event) || event.key === trigger.key) return false;
    if (event.name === trigger.name && orderOf(event) === orderOf(trigger)) return false;
    if (event.happened === undefined) return true;
    const after = event.happened - row.trigger.at;
    return after >= 0 && after <= goal.withinMs;
  });

const shares = (a: ModelEvent, b: ModelEvent): boolean =>
  (a.userId !== undefined && a.userId === b.userId) || (a.anonymousId !== undefined && a.anonymousId === b.anonymousId);

/**
 * Goals are attributed to treated and held out by one rule. What is attributed was reached; what was reached once the
 * entry stood in the ledger, by somebody who is known to be the same person, is attributed, and each order once.
 */
export const checkGoals = ({ cloud, book, witness, fired }: Played, { groups }: Model): readonly string[] => {
  const events = new Map(
    groups.flatMap((group) => group.events.map((event) => [event.key, { event, group }] as const)),
  );
  const isStale = fired.some(({ at, kind }) => kind === 'stale' && at.startsWith('decide-sends.'));
  return [...cloud.stores.ledger.rows.values()].flatMap((row) => {
    const campaign = book.campaigns.find(({ name, steps }) => name === row.campaign && steps[0]?.id === row.step);
    const found = events.get(`${row.trigger.source}:${row.trigger.messageId}`);
    if (campaign?.goal === undefined) return row.goals === undefined ? [] : [`${row.sendId} has goals of no campaign`];
    // What the system tells itself of segments begins entries too, and is in no model.
    if (found === undefined) return [];
    if (found.group.certainty !== 'one person') return [];
    const reached = reachedAfter(row, campaign.goal, found.group.events, found.event);
    const wrong = (why: string): string => `${row.campaign} ${row.sendId} (${row.arm}): ${why}`;
    const turnedAway = row.state === 'skipped' && row.history.length === 1 && row.reason !== row.arm;
    const goals = row.goals ?? [];
    if (goals.length > 0) witness.count(`a goal of the ${row.arm}`);
    if (turnedAway) return goals.length === 0 ? [] : [wrong('was turned away, and has goals')];
    const unfounded = goals.filter(
      ({ at, worth = 0 }) =>
        !reached.some(
          ({ happened = at, properties }) =>
            happened === at && Math.round(Number(properties?.total ?? 0) * 10_000) === worth,
        ),
    );
    const plannedAt = witness.plannedAt.get(row.sendId) ?? Number.POSITIVE_INFINITY;
    const owed = reached.filter(
      (event) => event.happened !== undefined && event.acceptedAt > plannedAt && shares(event, found.event),
    );
    const orders = new Set(owed.map(orderOf));
    const possible = new Set(reached.map(orderOf));
    return [
      ...unfounded.map(({ at }) => wrong(`a goal of ${at} that nobody reached`)),
      ...(goals.length > possible.size ? [wrong(`${goals.length} goals, and ${possible.size} were reached`)] : []),
      ...(!isStale && goals.length < orders.size
        ? [wrong(`${orders.size} goals were reached, and ${goals.length} count`)]
        : []),
    ];
  });
};
