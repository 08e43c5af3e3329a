import { COUNTED_DAYS } from '../../../lambdas/core/profile/daily.ts';
import { DAY_MS } from '../../../lambdas/core/time/utc-day.ts';
import { durationMs } from './durations.ts';
import type { KnownEvents } from './known-events.ts';
import type { Mistake } from './mistake.ts';
import { type PredicateFile, partsOf } from './predicate-file.ts';
import { describePath } from './schema-mistakes.ts';
import { eventMistakes } from './trigger-file.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

/** What a condition may name, and whether a journey asks it or a segment. */
export interface PredicateSurroundings {
  readonly topics: readonly string[];
  readonly segments: readonly string[];
  readonly events: KnownEvents;
  readonly asker: 'campaign' | 'segment';
}

type Wrong = Pick<Mistake, 'reason' | 'remedy'>;

/** What a schema cannot check of a condition and those inside it. */
export const predicateMistakes = (
  { file, lineOf }: Pick<YamlFile<unknown>, 'file' | 'lineOf'>,
  condition: PredicateFile,
  path: YamlPath,
  surroundings: PredicateSurroundings,
): readonly Mistake[] =>
  partsOf(condition, path).flatMap(([at, part]) => [
    ...(part.did === undefined ? [] : eventMistakes(file, lineOf([...at, 'did']), part.did, surroundings.events)),
    ...[wrongBounds(part), wrongCount(part), wrongNames(part, surroundings), wrongForSegment(part, surroundings)]
      .flatMap((wrong) => wrong ?? [])
      .map(({ reason, remedy }) => ({ file, line: lineOf(at), reason: `${describePath(at)} ${reason}`, remedy })),
  ]);

const COMPARED = ['did', 'trait', 'cart', 'orders'] as const;

const wrongBounds = (part: PredicateFile): Wrong | undefined => {
  const { trait, cart, orders, atLeast, atMost, equals } = part;
  const compared = COMPARED.find((kind) => part[kind] !== undefined);
  const amount = cart === undefined ? orders && `the orders' ${orders}` : `the cart's ${cart}`;
  if (compared === undefined && (atLeast ?? atMost ?? equals) !== undefined)
    return { reason: 'compares nothing', remedy: 'atLeast, atMost and equals belong to did, trait, cart and orders.' };
  if (compared === 'did' && equals !== undefined)
    return { reason: 'has equals beside did', remedy: 'Write atLeast, atMost or both.' };
  if (amount !== undefined && typeof equals !== 'number' && (atLeast ?? atMost) === undefined)
    return { reason: `compares ${amount} with nothing`, remedy: 'Add atLeast, atMost or equals with a number.' };
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    return { reason: `asks for at least ${atLeast} and at most ${atMost}`, remedy: 'No number is both: swap them.' };
  if (trait !== undefined && equals !== undefined && (atLeast ?? atMost) !== undefined)
    return { reason: 'has bounds beside equals', remedy: 'Write one or the other.' };
  return undefined;
};

const isWhole = (number: number | undefined, from: number): boolean =>
  number === undefined || (Number.isInteger(number) && number >= from);

const wrongCount = ({ did, since, within, atLeast, atMost }: PredicateFile): Wrong | undefined => {
  if (did === undefined || (atLeast ?? atMost) === undefined) return undefined;
  if (!isWhole(atLeast, 1) || !isWhole(atMost, 0))
    return { reason: 'counts in other than whole numbers', remedy: 'Write atLeast: 1 or more, atMost: 0 or more.' };
  const needsCount = (atLeast ?? 1) > 1 || (atMost ?? 0) > 0;
  if (!needsCount) return undefined;
  if (since !== undefined)
    return { reason: 'counts since entry', remedy: 'Nobody counts from there: leave since out, or the count.' };
  if (within === undefined) return undefined;
  const days = durationMs(within) / DAY_MS;
  return Number.isInteger(days) && days <= COUNTED_DAYS
    ? undefined
    : {
        reason: `counts within ${within}`,
        remedy: `Counts are kept by UTC day, for ${COUNTED_DAYS} of them: write 1d to ${COUNTED_DAYS}d.`,
      };
};

const wrongNames = (
  { consent, segment, localTime }: PredicateFile,
  { topics, segments }: PredicateSurroundings,
): Wrong | undefined => {
  if (consent !== undefined && !topics.includes(consent))
    return { reason: `asks for "${consent}", no topic of brand.yaml`, remedy: `Write one of ${topics.join(', ')}.` };
  if (segment !== undefined && !segments.includes(segment))
    return {
      reason: `names "${segment}", no segment`,
      remedy: `Create campaigns/segments/${segment}.yaml${segments.length > 0 ? `, or write one of ${segments.join(', ')}` : ''}.`,
    };
  if (localTime !== undefined && localTime.from === localTime.to)
    return { reason: 'begins and ends at the same time', remedy: 'Write from: "08:00" and to: "20:00", say.' };
  return undefined;
};

/** A segment is kept on the profile and asked without a journey, a recipient's address or a clock on a wall. */
const wrongForSegment = (
  { since, consent, localTime }: PredicateFile,
  { asker }: PredicateSurroundings,
): Wrong | undefined => {
  if (asker === 'campaign') return undefined;
  if (since !== undefined)
    return { reason: 'asks since entry', remedy: 'A segment has no entry: write within, or ask in a campaign.' };
  if (consent !== undefined)
    return {
      reason: 'asks for consent, which belongs to the address',
      remedy: "Ask in a campaign's audience; its topic is asked at every send anyway.",
    };
  if (localTime !== undefined)
    return { reason: 'asks for a local time', remedy: 'Ask in a campaign: in its audience, or in a step’s onlyIf.' };
  return undefined;
};
