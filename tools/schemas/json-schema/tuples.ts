import { isSchema, type Schema, type SchemaObject, schemasIn } from './schema.ts';

/** Before 2020 a tuple was written in `items`, and what follows it in `additionalItems`. */
export const tupleOf = ({ items, prefixItems }: SchemaObject): readonly Schema[] =>
  schemasIn(Array.isArray(prefixItems) ? prefixItems : items);

export const afterTupleOf = ({ items, additionalItems }: SchemaObject): Schema => {
  if (isSchema(items)) return items;
  return Array.isArray(items) && isSchema(additionalItems) ? additionalItems : true;
};
