import { type Incompatibility, tooStrict } from '../incompatibility.ts';
import type { SchemaObject } from './schema.ts';

export type JsonType = 'null' | 'boolean' | 'object' | 'array' | 'number' | 'string' | 'integer';

const TYPES: ReadonlySet<string> = new Set(['null', 'boolean', 'object', 'array', 'number', 'string', 'integer']);
const isType = (name: unknown): name is JsonType => typeof name === 'string' && TYPES.has(name);

export const declaredTypes = ({ type }: SchemaObject): ReadonlySet<JsonType> | undefined =>
  type === undefined ? undefined : new Set([type].flat().filter(isType));

/** The types that both allow; an integer is a number. */
export const meet = (
  one: ReadonlySet<JsonType> | undefined,
  other: ReadonlySet<JsonType> | undefined,
): ReadonlySet<JsonType> | undefined => {
  if (one === undefined || other === undefined) return one ?? other;
  const both = [...one].filter((type) => holds(other, type));
  return new Set([...both, ...[...other].filter((type) => holds(one, type))]);
};

const holds = (types: ReadonlySet<JsonType>, type: JsonType): boolean =>
  types.has(type) || (type === 'integer' && types.has('number'));

export const typeOfValue = (value: unknown): JsonType => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return isType(typeof value) ? (typeof value as JsonType) : 'object';
};

/** Types of a few values are the same as a list of them: null, true and false. */
export const typesOfValues = (types: ReadonlySet<JsonType> | undefined): readonly unknown[] | undefined =>
  types !== undefined && types.size > 0 && [...types].every((type) => type === 'null' || type === 'boolean')
    ? [...(types.has('null') ? [null] : []), ...(types.has('boolean') ? [true, false] : [])]
    : undefined;

/** Listed values leave only their own types, unless they contradict what is declared: then that stands. */
export const narrowToValues = (
  types: ReadonlySet<JsonType> | undefined,
  values: readonly unknown[] | undefined,
): ReadonlySet<JsonType> | undefined => {
  if (values === undefined || values.length === 0) return types;
  const narrowed = meet(types, new Set(values.map(typeOfValue)));
  return narrowed?.size === 0 ? types : narrowed;
};

/** Whether some value of these types can be of that one: a keyword for strings says nothing of numbers. */
export const mayBe = (types: ReadonlySet<JsonType> | undefined, type: JsonType): boolean =>
  types === undefined || types.has(type) || (type === 'number' && types.has('integer'));

export const areDisjoint = (
  one: ReadonlySet<JsonType> | undefined,
  other: ReadonlySet<JsonType> | undefined,
): boolean => one !== undefined && other !== undefined && meet(one, other)?.size === 0;

export const compareTypes = (
  writer: ReadonlySet<JsonType> | undefined,
  reader: ReadonlySet<JsonType> | undefined,
): readonly Incompatibility[] => {
  if (reader === undefined) return [];
  if (writer !== undefined && [...writer].every((type) => holds(reader, type))) return [];
  return [tooStrict('type', oneOrMany(reader), writer === undefined ? undefined : oneOrMany(writer))];
};

const oneOrMany = (types: ReadonlySet<JsonType>): string | readonly string[] => {
  const [only, ...others] = types;
  return only !== undefined && others.length === 0 ? only : [...types];
};
