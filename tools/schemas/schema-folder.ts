import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path/posix';
import { SchemaFileError } from '../build/schema-file-error.ts';
import { type CompatibilityMode, compatibilityModes, isCompatibilityMode } from './compatibility-mode.ts';
import { isObject, type SchemaObject } from './json-schema/schema.ts';

export type SchemaFormat = 'json' | 'avsc' | 'proto';

export interface SchemaVersion {
  /** From the folder on: `order-completed/2.json`. */
  readonly name: string;
  readonly number: number;
  readonly mode: CompatibilityMode;
  readonly text: string;
}

/** One event in one format, oldest version first. */
export interface SchemaSeries {
  /** The event's folder. */
  readonly slug: string;
  readonly format: SchemaFormat;
  readonly versions: readonly SchemaVersion[];
}

export interface SchemaFolder {
  readonly series: readonly SchemaSeries[];
  /** Every JSON Schema by its file's name, what events share too: one may refer to another. */
  readonly documents: ReadonlyMap<string, SchemaObject>;
}

const SHARED = 'shapes';

/** Reads `schemas/`. Throws a SchemaFileError for the first file that cannot be compared at all. */
export const readSchemaFolder = async (folder: string): Promise<SchemaFolder> => {
  const names = (await readdir(folder, { recursive: true }))
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /^[^/]+\/[^/]+\.(?:json|avsc|proto)$/.test(name))
    .sort();
  const texts = new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
  const documents = new Map<string, SchemaObject>();
  const series = new Map<string, SchemaSeries>();
  for (const [name, text] of texts) {
    const format = formatOf(name);
    const document = format === 'proto' ? {} : parse(name, text);
    if (format === 'json') documents.set(name, document);
    const number = /^([1-9]\d*)\.\w+$/.exec(basename(name))?.[1];
    if (dirname(name) === SHARED || number === undefined) continue;
    const key = `${dirname(name)}.${format}`;
    const version = { name, number: Number(number), mode: modeOf(name, document, text), text };
    const versions = [...(series.get(key)?.versions ?? []), version].sort((a, b) => a.number - b.number);
    series.set(key, { slug: dirname(name), format, versions });
  }
  return { series: [...series.values()], documents };
};

const formatOf = (name: string): SchemaFormat => {
  if (name.endsWith('.avsc')) return 'avsc';
  return name.endsWith('.proto') ? 'proto' : 'json';
};

const parse = (name: string, text: string): SchemaObject => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new SchemaFileError(`schemas/${name}`, '', `it is not JSON (${String(error)})`, 'Mend the syntax.');
  }
  if (!isObject(parsed)) throw new SchemaFileError(`schemas/${name}`, '', 'it is not an object', 'Write a schema.');
  return parsed;
};

const modeOf = (name: string, document: SchemaObject, text: string): CompatibilityMode => {
  const given = name.endsWith('.proto')
    ? /^\/\/ x-compatibility: (\S+)\s*$/m.exec(text)?.[1]
    : document['x-compatibility'];
  if (isCompatibilityMode(given)) return given;
  throw new SchemaFileError(
    `schemas/${name}`,
    name.endsWith('.proto') ? '' : '/x-compatibility',
    given === undefined ? 'it has no compatibility mode' : `"${String(given)}" is no compatibility mode`,
    `Write one of ${compatibilityModes.join(', ')}.`,
  );
};
