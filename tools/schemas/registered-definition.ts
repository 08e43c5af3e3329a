import { basename, dirname } from 'node:path/posix';
import { canonicalDefinition } from '../../lambdas/decode/payload/canonical-definition.ts';
import { isObject, isSchema, type SchemaObject } from './json-schema/schema.ts';
import type { SchemaFolder, SchemaVersion } from './schema-folder.ts';

/** What explains a schema to people and changes nothing for data: mending a description makes no new version. */
const FOR_PEOPLE = new Set(['description', '$comment', 'examples', 'x-compatibility', 'x-introduces']);

/**
 * A version's text as registries get it: the same for the same meaning, and complete by itself. JSON Schema describes
 * the whole message there, for that is what a record under a registry's framing holds.
 */
export const registeredDefinition = (folder: SchemaFolder, { name, text }: SchemaVersion): string => {
  const document = folder.documents.get(name);
  if (document === undefined) return canonicalDefinition(name, text);
  const definitions = new Map<string, unknown>();
  embed(folder, name, definitions);
  return canonicalDefinition(
    name,
    JSON.stringify({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $id: document.$id,
      title: document.title,
      type: 'object',
      required: ['type', 'event', 'messageId'],
      properties: {
        type: { const: 'track' },
        event: { const: document.title },
        messageId: { type: 'string', minLength: 1 },
        properties: { $ref: referenceTo(name) },
      },
      definitions: Object.fromEntries(definitions),
    }),
  );
};

const keyOf = (name: string): string => `${dirname(name)}-${basename(name, '.json')}`;
const referenceTo = (name: string): string => `#/definitions/${keyOf(name)}`;

/** Puts a document among the definitions, and every other one that it refers to. */
const embed = (folder: SchemaFolder, name: string, definitions: Map<string, unknown>): void => {
  const document = folder.documents.get(name);
  if (document === undefined || definitions.has(keyOf(name))) return;
  definitions.set(keyOf(name), true); // it may refer to itself
  const base = String(document.$id ?? `https://schemas.invalid/${name}`);
  const rewritten = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rewritten);
    if (!isObject(value)) return value;
    return Object.fromEntries(Object.entries(value).flatMap(([key, member]) => entry(key, member)));
  };
  const entry = (key: string, member: unknown): readonly (readonly [string, unknown])[] => {
    if (FOR_PEOPLE.has(key) && !isSchema(member)) return [];
    if (key !== '$ref' || typeof member !== 'string') return [[key, rewritten(member)]];
    const [uri, fragment = ''] = new URL(member, base).href.split('#');
    const target = nameOf(folder, uri ?? '', base) ?? name;
    embed(folder, target, definitions);
    return [[key, `${referenceTo(target)}${fragment}`]];
  };
  const { $id: _, $schema: __, ...schema } = document;
  definitions.set(keyOf(name), rewritten(schema satisfies SchemaObject));
};

const nameOf = ({ documents }: SchemaFolder, uri: string, base: string): string | undefined =>
  uri === base ? undefined : [...documents].find(([, document]) => document.$id === uri)?.[0];
