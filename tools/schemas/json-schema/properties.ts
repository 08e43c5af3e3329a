import type { Conjunction } from './conjunction.ts';
import { type All, isObject, isSchema, type Schema, type SchemaObject, schemasByName, stringsIn } from './schema.ts';

type Parts = Pick<Conjunction, 'parts'>;

export const requiredOf = ({ parts }: Parts): ReadonlySet<string> =>
  new Set(parts.flatMap(({ required }) => stringsIn(required)));

export const namesOf = ({ parts }: Parts): readonly string[] =>
  parts.flatMap(({ properties }) => [...schemasByName(properties).keys()]);

export const patternsOf = ({ parts }: Parts): readonly string[] =>
  parts.flatMap(({ patternProperties }) => [...schemasByName(patternProperties).keys()]);

/** What properties are held to that neither a name nor an expression describes. */
export const restOf = ({ additionalProperties }: SchemaObject): Schema =>
  isSchema(additionalProperties) ? additionalProperties : true;

/** What a property of this name is held to. */
export const propertyOf = ({ parts }: Parts, name: string): All =>
  parts.flatMap((part) => {
    const own = schemasByName(part.properties).get(name);
    const matching = [...schemasByName(part.patternProperties)]
      .filter(([pattern]) => matches(pattern, name))
      .map(([, schema]) => schema);
    const described = own === undefined ? matching : [own, ...matching];
    return described.length === 0 ? [restOf(part)] : described;
  });

/** What a property is held to of whose name nobody knows more than that this expression matches it. */
export const propertiesMatching = ({ parts }: Parts, pattern: string): All =>
  parts.map((part) => schemasByName(part.patternProperties).get(pattern) ?? restOf(part));

/** Two expressions that start with different letters never match one name. Others might. */
export const mayMeet = (one: string, other: string): boolean => {
  const [a, b] = [/^\^([\w-]+)$/.exec(one)?.[1], /^\^([\w-]+)$/.exec(other)?.[1]];
  return a === undefined || b === undefined || a.startsWith(b) || b.startsWith(a);
};

/** An expression that JavaScript cannot read matches everything: the build refuses it. */
export const matches = (pattern: string, text: string): boolean => {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return true;
  }
};

/** What having a property obliges to, `dependencies` and its later names. */
export const dependenciesOf = ({
  dependencies,
  dependentRequired,
  dependentSchemas,
}: SchemaObject): readonly [string, Schema][] =>
  [dependencies, dependentRequired, dependentSchemas].flatMap((group) =>
    isObject(group)
      ? Object.entries(group).flatMap(([name, needs]): [string, Schema][] => {
          if (Array.isArray(needs)) return [[name, { required: stringsIn(needs) }]];
          return isSchema(needs) ? [[name, needs]] : [];
        })
      : [],
  );
