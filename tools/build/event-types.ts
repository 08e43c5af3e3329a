import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** As much of JSON Schema as types can say; what they cannot (limits, patterns) is the stream's to check. */
export interface TypedSchema {
  readonly $id?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, TypedSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | TypedSchema;
  readonly items?: TypedSchema;
  readonly anyOf?: readonly TypedSchema[];
  readonly oneOf?: readonly TypedSchema[];
  readonly allOf?: readonly TypedSchema[];
}

const typedSchema: z.ZodType<TypedSchema> = z.lazy(() =>
  z.object({
    $id: z.string().optional(),
    $ref: z.string().optional(),
    title: z.string().optional(),
    description: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    properties: z.record(z.string(), typedSchema).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), typedSchema]).optional(),
    items: typedSchema.optional(),
    anyOf: z.array(typedSchema).optional(),
    oneOf: z.array(typedSchema).optional(),
    allOf: z.array(typedSchema).optional(),
  }),
);

const HEADER = `// Written by \`npx kairos types\` from schemas/. Do not edit: a test fails where it is out of date.
// biome-ignore-all format: written by a program
// biome-ignore-all lint: written by a program
`;

export interface NamedSchema {
  /** `order-completed/1.json` */
  readonly path: string;
  readonly schema: TypedSchema;
}

/** The TypeScript types of the newest version of every event that has a JSON Schema, and of the shapes they share. */
export const writeEventTypes = async (schemas: string): Promise<string> => {
  const files = await readSchemas(schemas);
  const shapes = files.filter(({ path }) => path.startsWith('shapes/'));
  const events = newestEvents(files);
  const declared = [...shapes, ...events].map(
    ({ path, schema }) => `${comment(schema, '')}export type ${nameOf(schema)} = ${typeOf(schema, path, files)};\n`,
  );
  const entries = events.map(
    ({ schema }) => `${comment(schema, '  ')}  readonly ${JSON.stringify(schema.title)}: ${nameOf(schema)};\n`,
  );
  return `${HEADER}\n${declared.join('\n')}
/** What each event may say, by its exact name. */
export interface EventProperties {\n${entries.join('')}}\n`;
};

/** Every JSON Schema of the folder, by its path in it. */
export const readSchemas = async (schemas: string): Promise<readonly NamedSchema[]> => {
  const paths = (await readdir(schemas, { recursive: true }))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.json') && path.includes('/'))
    .sort();
  return Promise.all(
    paths.map(async (path) => ({
      path,
      schema: typedSchema.parse(JSON.parse(await readFile(join(schemas, path), 'utf8'))),
    })),
  );
};

/** The newest version of each event. */
export const newestEvents = (files: readonly NamedSchema[]): readonly NamedSchema[] =>
  newest(files.filter(({ path }) => !/^(?:shapes|envelope)\//.test(path)));

const newest = (files: readonly NamedSchema[]): readonly NamedSchema[] => {
  const version = ({ path }: NamedSchema): number => Number(/(\d+)\.json$/.exec(path)?.[1] ?? 0);
  const byFolder = Map.groupBy(files, ({ path }) => path.slice(0, path.indexOf('/')));
  return [...byFolder.values()].map((versions) => versions.reduce((a, b) => (version(a) > version(b) ? a : b)));
};

const nameOf = ({ title = 'Nameless' }: TypedSchema): string =>
  title.replaceAll(
    /(?:^|[^A-Za-z0-9]+)([A-Za-z0-9])?/g,
    (_, letter: string | undefined) => letter?.toUpperCase() ?? '',
  );

const comment = ({ description }: TypedSchema, indent: string): string =>
  description === undefined ? '' : `${indent}/** ${description.replaceAll('*/', '* /')} */\n`;

const PRIMITIVES: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  null: 'null',
};

const typeOf = (schema: TypedSchema, path: string, files: readonly NamedSchema[]): string => {
  if (schema.$ref !== undefined) return nameOf(resolveSchema(schema.$ref, path, files));
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ') || 'never';
  const of = (part: TypedSchema): string => typeOf(part, path, files);
  const parts = [
    ...ownType(schema, of),
    ...(schema.allOf ?? []).filter(saysSomething).map((part) => bracketed(of(part))),
    ...[schema.anyOf ?? [], schema.oneOf ?? []]
      .map((choices) => choices.filter(saysSomething))
      .filter((choices) => choices.length > 0)
      .map((choices) => bracketed([...new Set(choices.map(of))].join(' | '))),
  ];
  return parts.join(' & ') || 'unknown';
};

/** `if`/`then` and bounds say nothing that a type could. */
const saysSomething = (schema: TypedSchema): boolean =>
  Object.entries(schema).some(([key, value]) => value !== undefined && key !== 'description' && key !== 'title');

const bracketed = (type: string): string => (/[|&]/.test(type) ? `(${type})` : type);

/** Without what it is combined with; [] where it says nothing itself. */
const ownType = (schema: TypedSchema, of: (part: TypedSchema) => string): readonly string[] => {
  const isObject = schema.properties !== undefined || schema.required !== undefined;
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length === 0) return isObject ? [objectType(schema, of)] : [];
  // What only says that it is an object is said by its other parts.
  if (types.join() === 'object' && !isObject && (schema.allOf ?? []).length > 0) return [];
  const named = types.map((type) => {
    if (type === 'object') return objectType(schema, of);
    if (type === 'array') return `readonly ${bracketed(schema.items === undefined ? 'unknown' : of(schema.items))}[]`;
    return PRIMITIVES[type] ?? 'unknown';
  });
  const union = [...new Set(named)].join(' | ');
  return [named.length > 1 && (schema.allOf ?? schema.anyOf ?? schema.oneOf) !== undefined ? `(${union})` : union];
};

/** Fields that are required but described elsewhere only have to be there: an intersection with the rest types them. */
const objectType = (schema: TypedSchema, of: (part: TypedSchema) => string): string => {
  const { properties = {}, required = [], additionalProperties } = schema;
  const fields = Object.entries(properties).map(
    ([name, property]) =>
      `${comment(property, '')}readonly ${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${of(property)};`,
  );
  const elsewhere = required
    .filter((name) => properties[name] === undefined)
    .map((name) => `readonly ${JSON.stringify(name)}: unknown;`);
  const open =
    typeof additionalProperties === 'object' || additionalProperties === true || fields.length + elsewhere.length === 0;
  const rest = open ? ['readonly [property: string]: unknown;'] : [];
  return `{ ${[...fields, ...elsewhere, ...rest].join(' ')} }`;
};

/** What `reference` means in the file at `path`. */
export const resolveSchema = (reference: string, path: string, files: readonly NamedSchema[]): TypedSchema => {
  const wanted = new URL(reference, `file:///${path}`).pathname.slice(1);
  const found = files.find((file) => file.path === wanted);
  if (found === undefined) throw new Error(`schemas/${path} refers to ${reference}, which is not there`);
  return found.schema;
};
