import { type Conjunction, conditionalsOf, conjunctionOf, sameValue } from './conjunction.ts';
import { largest, lowerBound, smallest, upperBound } from './numbers.ts';
import { dependenciesOf, matches, propertyOf } from './properties.ts';
import { type All, isObject, isSchema, type Resolve, type SchemaObject, schemasIn, stringsIn } from './schema.ts';
import { afterTupleOf, tupleOf } from './tuples.ts';
import { declaredTypes, typeOfValue } from './types.ts';

/** Whether a document is valid: for the few values that schemas list, so it is plain rather than fast. */
export const acceptsValue = (all: All, value: unknown, resolve: Resolve): boolean => {
  const { forbidden, parts } = conjunctionOf(all, resolve);
  const accepts = (schema: unknown, document = value): boolean =>
    !isSchema(schema) || acceptsValue([schema], document, resolve);
  if (forbidden) return false;
  return parts.every(
    (part) =>
      hasType(part, value) &&
      isListed(part, value) &&
      (!Array.isArray(part.anyOf) || schemasIn(part.anyOf).some((schema) => accepts(schema))) &&
      (!Array.isArray(part.oneOf) || schemasIn(part.oneOf).filter((schema) => accepts(schema)).length === 1) &&
      (!isSchema(part.not) || !accepts(part.not)) &&
      conditionalsOf({ parts: [part] }).every(({ condition, met, unmet }) =>
        accepts(accepts(condition) ? met : unmet),
      ) &&
      acceptsByType(part, value, accepts),
  );
};

const hasType = (part: SchemaObject, value: unknown): boolean => {
  const types = declaredTypes(part);
  const type = typeOfValue(value);
  return types === undefined || types.has(type) || (type === 'integer' && types.has('number'));
};

const isListed = (part: SchemaObject, value: unknown): boolean =>
  (!Array.isArray(part.enum) || part.enum.some((listed) => sameValue(listed, value))) &&
  (!('const' in part) || sameValue(part.const, value));

type Accepts = (schema: unknown, document?: unknown) => boolean;

const acceptsByType = (part: SchemaObject, value: unknown, accepts: Accepts): boolean => {
  if (typeof value === 'string') return acceptsString(part, value);
  if (typeof value === 'number') return acceptsNumber(part, value);
  if (Array.isArray(value)) return acceptsArray(part, value, accepts);
  return !isObject(value) || acceptsObject(part, value, accepts);
};

const isWithin = (part: SchemaObject, count: number, min: string, max: string): boolean =>
  count >= (largest({ parts: [part] }, min) ?? 0) && count <= (smallest({ parts: [part] }, max) ?? Infinity);

const acceptsString = (part: SchemaObject, value: string): boolean =>
  isWithin(part, [...value].length, 'minLength', 'maxLength') &&
  (typeof part.pattern !== 'string' || matches(part.pattern, value));

const acceptsNumber = (part: SchemaObject, value: number): boolean => {
  const [low, high] = [lowerBound({ parts: [part] }), upperBound({ parts: [part] })];
  return (
    (low === undefined || value > low.at || (value === low.at && !low.exclusive)) &&
    (high === undefined || value < high.at || (value === high.at && !high.exclusive)) &&
    (typeof part.multipleOf !== 'number' || Number.isInteger(value / part.multipleOf))
  );
};

const acceptsArray = (part: SchemaObject, value: readonly unknown[], accepts: Accepts): boolean =>
  isWithin(part, value.length, 'minItems', 'maxItems') &&
  (part.uniqueItems !== true ||
    value.every((item, at) => !value.slice(at + 1).some((other) => sameValue(item, other)))) &&
  (!isSchema(part.contains) || value.some((item) => accepts(part.contains, item))) &&
  value.every((item, index) => accepts(tupleOf(part)[index] ?? afterTupleOf(part), item));

const acceptsObject = (part: SchemaObject, value: SchemaObject, accepts: Accepts): boolean =>
  isWithin(part, Object.keys(value).length, 'minProperties', 'maxProperties') &&
  stringsIn(part.required).every((name) => Object.hasOwn(value, name)) &&
  dependenciesOf(part).every(([name, needs]) => !Object.hasOwn(value, name) || accepts(needs)) &&
  Object.entries(value).every(
    ([name, member]) =>
      accepts(part.propertyNames, name) &&
      propertyOf({ parts: [part] }, name).every((schema) => accepts(schema, member)),
  );

/** The listed values that the rest of the schema allows too; undefined where none are listed. */
export const allowedValues = (conjunction: Conjunction, resolve: Resolve): readonly unknown[] | undefined =>
  conjunction.values?.filter((value) => acceptsValue(conjunction.all, value, resolve));
