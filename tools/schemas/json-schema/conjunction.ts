import {
  type All,
  conjoin,
  isObject,
  isSchema,
  type Resolve,
  type Schema,
  type SchemaObject,
  schemasIn,
} from './schema.ts';
import { declaredTypes, type JsonType, meet, narrowToValues, typesOfValues } from './types.ts';

/** `if` of a schema, with its `then` and `else`. */
export interface Conditional {
  readonly condition: Schema;
  readonly met: Schema;
  readonly unmet: Schema;
}

/** Schemas that hold together, laid flat: references followed, every `allOf` opened. */
export interface Conjunction {
  readonly all: All;
  /** A `false` is among them. */
  readonly forbidden: boolean;
  /** Nothing is allowed: a `false` among them, an empty `enum`, types that exclude each other. */
  readonly never: boolean;
  /** Undefined where none is declared: any. */
  readonly types: ReadonlySet<JsonType> | undefined;
  /** The only values allowed; undefined where neither `enum` nor `const` lists them. */
  readonly values: readonly unknown[] | undefined;
  /** Keywords that belong together stay together: `additionalProperties` speaks of its own schema's `properties`. */
  readonly parts: readonly SchemaObject[];
}

/** Lays schemas flat. An unknown reference allows everything: whether it exists is for the build to say. */
export const conjunctionOf = (all: All, resolve: Resolve): Conjunction => {
  const parts: SchemaObject[] = [];
  const seen = new Set<string>();
  let forbidden = false;
  const open = (schema: Schema): void => {
    if (schema === false) forbidden = true;
    if (!isObject(schema)) return;
    const { $ref, allOf, ...own } = schema;
    if (typeof $ref === 'string' && !seen.has($ref)) {
      seen.add($ref);
      open(resolve($ref) ?? true);
    }
    for (const member of schemasIn(allOf)) open(member);
    parts.push(own);
  };
  for (const schema of all) open(schema);
  const types = parts.map(declaredTypes).reduce(meet, undefined);
  const listed = valuesOf(parts);
  const values = listed ?? typesOfValues(types);
  return {
    all,
    forbidden,
    never: forbidden || values?.length === 0 || types?.size === 0,
    types: narrowToValues(types, values),
    values,
    parts,
  };
};

const valuesOf = (parts: readonly SchemaObject[]): readonly unknown[] | undefined => {
  const lists = parts.flatMap((part) => [
    ...(Array.isArray(part.enum) ? [part.enum] : []),
    ...('const' in part ? [[part.const]] : []),
  ]);
  const [first, ...others] = lists;
  return first?.filter((value) => others.every((list) => list.some((other) => sameValue(other, value))));
};

/** Equal as JSON has it, whatever the order of keys. */
export const sameValue = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, member) =>
    isObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
  );

export const conditionalsOf = ({ parts }: Pick<Conjunction, 'parts'>): readonly Conditional[] =>
  parts.flatMap(({ if: condition, ...ways }) =>
    isSchema(condition)
      ? [{ condition, met: isSchema(ways.then) ? ways.then : true, unmet: isSchema(ways.else) ? ways.else : true }]
      : [],
  );

/** The lists of `anyOf` or `oneOf`: each list must be satisfied. */
export const alternativesOf = ({ parts }: Conjunction, keyword: 'anyOf' | 'oneOf'): readonly (readonly Schema[])[] =>
  parts.flatMap((part) => (Array.isArray(part[keyword]) ? [schemasIn(part[keyword])] : []));

/** What is left of a conjunction once one of its keywords was replaced by what it led to. */
export const without = (conjunction: Conjunction, index: number, keywords: readonly string[], more: All): All =>
  conjoin(
    conjunction.parts.map((part, at) =>
      at === index ? Object.fromEntries(Object.entries(part).filter(([keyword]) => !keywords.includes(keyword))) : part,
    ),
    more,
  );
