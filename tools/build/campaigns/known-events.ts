import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SPEC_EVENTS } from '../../../lambdas/core/event/spec-events.ts';
import { SEGMENT_ENTERED, SEGMENT_LEFT } from '../../../lambdas/core/segment/segment.ts';
import { newestEvents, readSchemas, resolveSchema, type TypedSchema } from '../event-types.ts';

/** What is known of the events that producers send. */
export interface KnownEvents {
  /** Names of events, by which a misspelt one is told. */
  readonly names: ReadonlySet<string>;
  /** An event's properties and their types ("string", "number", …); undefined where no schema describes the event. */
  propertiesOf(event: string): ReadonlyMap<string, ReadonlySet<string>> | undefined;
}

/** Events of our own: nobody sends them, so no schema describes them. */
const SEGMENT = new Map([['segment', new Set(['string'])]]);

/** The events that `schemas/` describes, each in its newest version. A project without that folder knows none. */
export const readKnownEvents = async (root: string): Promise<KnownEvents> => {
  const folder = join(root, 'schemas');
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  const files = isThere ? await readSchemas(folder) : [];
  const described = new Map(
    newestEvents(files).flatMap(({ path, schema }) => {
      const resolve = (part: TypedSchema) => (part.$ref === undefined ? part : resolveSchema(part.$ref, path, files));
      return schema.title === undefined ? [] : [[schema.title, propertiesOf(schema, resolve)] as const];
    }),
  );
  for (const own of [SEGMENT_ENTERED, SEGMENT_LEFT]) described.set(own, SEGMENT);
  return {
    names: new Set([...SPEC_EVENTS, ...described.keys()]),
    propertiesOf: (event) => described.get(event),
  };
};

type Resolve = (schema: TypedSchema) => TypedSchema;

/** A schema and all that it is combined with. */
const partsOf = (schema: TypedSchema, resolve: Resolve): readonly TypedSchema[] => {
  const { allOf = [], anyOf = [], oneOf = [], ...own } = resolve(schema);
  return [own, ...[...allOf, ...anyOf, ...oneOf].flatMap((part) => partsOf(part, resolve))];
};

const propertiesOf = (schema: TypedSchema, resolve: Resolve): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(
    partsOf(schema, resolve).flatMap(({ properties = {} }) =>
      Object.entries(properties).map(([name, property]) => [name, typesOf(property, resolve)] as const),
    ),
  );

const typesOf = (schema: TypedSchema, resolve: Resolve): ReadonlySet<string> =>
  new Set(
    partsOf(schema, resolve)
      .flatMap(({ type, enum: listed = [] }) => [...[type ?? []].flat(), ...listed.map((value) => typeof value)])
      .map((type) => (type === 'integer' ? 'number' : type)),
  );

/** The known name that `name` was probably meant to be; undefined where it is one, or like none. */
export const meantName = (name: string, known: Iterable<string>): string | undefined => {
  const names = [...known];
  if (names.includes(name)) return undefined;
  const nearest = names
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return nearest !== undefined && nearest.distance <= 2 ? nearest.candidate : undefined;
};

/** Insertions, deletions and replacements between two texts. */
const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    row = next;
  }
  return row[b.length] ?? 0;
};
