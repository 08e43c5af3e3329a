/** A JSON Schema (drafts 4 to 7, and what later drafts renamed), its references already absolute. */
export type Schema = boolean | SchemaObject;
export type SchemaObject = { readonly [keyword: string]: unknown };

/** Schemas that hold together: an `allOf`. None at all allows everything. */
export type All = readonly Schema[];

/** Finds what an absolute reference names. */
export type Resolve = (reference: string) => Schema | undefined;

export const isSchema = (value: unknown): value is Schema => typeof value === 'boolean' || isObject(value);

export const isObject = (value: unknown): value is SchemaObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const schemasIn = (value: unknown): readonly Schema[] => (Array.isArray(value) ? value.filter(isSchema) : []);

export const schemasByName = (value: unknown): ReadonlyMap<string, Schema> =>
  new Map(
    isObject(value) ? Object.entries(value).filter((entry): entry is [string, Schema] => isSchema(entry[1])) : [],
  );

export const stringsIn = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

/** Joins conjunctions, each member once: so that comparing a schema that refers to itself comes to an end. */
export const conjoin = (...parts: readonly All[]): All => [
  ...new Map(parts.flat().map((schema) => [JSON.stringify(schema), schema])).values(),
];

export const escapePointer = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');
