import { brief, type Incompatibility, tooStrict } from '../incompatibility.ts';
import { acceptsValue, allowedValues } from './accepts-value.ts';
import { type Conjunction, sameValue } from './conjunction.ts';
import type { Resolve } from './schema.ts';

/** Listed values are tried one by one: undefined where the writer lists none, and keywords must be compared. */
export const compareListedValues = (
  writer: Conjunction,
  reader: Conjunction,
  resolveWriter: Resolve,
  resolveReader: Resolve,
): readonly Incompatibility[] | undefined => {
  const values = allowedValues(writer, resolveWriter);
  // A list that the rest contradicts is a slip: what its author meant is compared, keyword by keyword.
  if (values === undefined || values.length === 0) return undefined;
  return values.filter((value) => !acceptsValue(reader.all, value, resolveReader)).map((value) => notTaken(value));
};

const notTaken = (value: unknown): Incompatibility => ({
  path: '/enum',
  reason: `the value ${brief(value)} may be sent and is refused`,
  remedy: {
    backward: `Go on taking ${brief(value)}.`,
    forward: `Send ${brief(value)} only when every consumer takes it.`,
  },
});

/** A list asks for its values alone. */
export const compareLists = (writer: Conjunction, reader: Conjunction): readonly Incompatibility[] => {
  const { values } = reader;
  if (values === undefined) return [];
  if (writer.values === undefined) return reader.parts.some(listsValues) ? [tooStrict('enum', values, undefined)] : [];
  return writer.values.filter((value) => !values.some((listed) => sameValue(listed, value))).map(notTaken);
};

const listsValues = (part: { readonly [keyword: string]: unknown }): boolean =>
  Array.isArray(part.enum) || 'const' in part;
