import { BROADCAST } from '../../../lambdas/core/campaign/broadcast-trigger.ts';
import type { PropertyTest, Trigger } from '../../../lambdas/core/campaign/campaign.ts';
import { SEGMENT_ENTERED, SEGMENT_LEFT } from '../../../lambdas/core/segment/segment.ts';
import { type KnownEvents, meantName } from './known-events.ts';
import type { Mistake } from './mistake.ts';
import type { YamlFile } from './yaml-file.ts';

/** `trigger:`, exactly one of its four kinds, which the schema has checked. */
export interface TriggerFile {
  readonly event?: string;
  readonly from?: readonly string[];
  readonly where?: Readonly<Record<string, Omit<PropertyTest, 'property'>>>;
  readonly enters?: string;
  readonly leaves?: string;
  readonly broadcast?: string;
}

/** Entering or leaving a segment is an event whose property names the segment. */
export const toTrigger = ({ event = '', from, where, enters, leaves, broadcast }: TriggerFile): Trigger => {
  const segment = (name: string) => [{ property: 'segment', equals: name }];
  if (enters !== undefined) return { event: SEGMENT_ENTERED, where: segment(enters) };
  if (leaves !== undefined) return { event: SEGMENT_LEFT, where: segment(leaves) };
  if (broadcast !== undefined) return { event: BROADCAST, where: segment(broadcast) };
  return {
    event,
    ...(from && { from }),
    ...(where && { where: Object.entries(where).map(([property, test]) => ({ property, ...test })) }),
  };
};

/** Segments that are not there, events that nobody sends, properties that the event lacks or has in another type. */
export const triggerMistakes = (
  { file, content: { trigger }, lineOf }: YamlFile<{ readonly trigger: TriggerFile }>,
  events: KnownEvents,
  segments: readonly string[],
): readonly Mistake[] => {
  const { event = '', where = {} } = trigger;
  const properties = events.propertiesOf(event);
  return [
    ...(['enters', 'leaves', 'broadcast'] as const).flatMap((kind) => {
      const name = trigger[kind];
      if (name === undefined || segments.includes(name)) return [];
      const remedy =
        segments.length === 0
          ? `Create campaigns/segments/${name}.yaml.`
          : `Create campaigns/segments/${name}.yaml, or write one of ${segments.join(', ')}.`;
      const reason = `trigger.${kind} "${name}" is no segment`;
      return [{ file, line: lineOf(['trigger', kind]), reason, remedy }];
    }),
    ...eventMistakes(file, lineOf(['trigger', 'event']), event, events),
    ...Object.entries(where).flatMap(([property, test]) => {
      const wrong = properties && wrongTest(event, property, test, properties);
      return wrong === undefined ? [] : [{ file, line: lineOf(['trigger', 'where', property]), ...wrong }];
    }),
  ];
};

/** An event that is nearly one that is known: it would never come. */
export const eventMistakes = (file: string, line: number, name: string, events: KnownEvents): readonly Mistake[] => {
  const meant = meantName(name, events.names);
  return meant === undefined ? [] : [{ file, line, reason: `no event is called "${name}"`, remedy: `Write ${meant}.` }];
};

const wrongTest = (
  event: string,
  property: string,
  { equals, atLeast, atMost }: Omit<PropertyTest, 'property'>,
  properties: ReadonlyMap<string, ReadonlySet<string>>,
): Pick<Mistake, 'reason' | 'remedy'> | undefined => {
  const types = properties.get(property);
  if (types === undefined)
    return {
      reason: `${event} has no property "${property}"`,
      remedy: `It has ${[...properties.keys()].join(', ')}; schemas/ says what events hold.`,
    };
  if ((atLeast ?? atMost) !== undefined && !types.has('number'))
    return {
      reason: `${event}'s ${property} is no number`,
      remedy: 'Test it with equals or exists.',
    };
  if (equals !== undefined && equals !== null && !types.has(typeof equals))
    return {
      reason: `${event}'s ${property} is never a ${typeof equals}`,
      remedy: `Write a ${[...types].filter((type) => type !== 'null').join(' or ')}.`,
    };
  return undefined;
};
