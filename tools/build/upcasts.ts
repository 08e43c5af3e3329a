import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Upcast } from '../../lambdas/decode/upcast.ts';
import { SchemaFileError } from './schema-file-error.ts';

const upcastFile = z.strictObject({
  rename: z.record(z.string(), z.string()).default({}),
  remove: z.array(z.string()).default([]),
  set: z.record(z.string(), z.json()).default({}),
});

/** Finds the steps from an event's version to its newest; undefined where one of them is not described. */
export type UpcastSteps = (slug: string, from: number, newest: number) => readonly Upcast[] | undefined;

/** Reads every `<event>/<n>-to-<n+1>.yaml`. Throws a SchemaFileError for the first that is wrong. */
export const readUpcasts = async (schemas: string): Promise<UpcastSteps> => {
  const names = (await readdir(schemas, { recursive: true }))
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.yaml'));
  const steps = new Map(
    await Promise.all(names.map(async (name) => [keyOf(name), await readUpcast(schemas, name)] as const)),
  );
  return (slug, from, newest) => {
    const found = Array.from({ length: newest - from }, (_, index) => steps.get(`${slug} ${from + index}`));
    return found.every((step) => step !== undefined) ? found : undefined;
  };
};

const keyOf = (name: string): string => {
  const [, from, to] = /\/([1-9]\d*)-to-([1-9]\d*)\.yaml$/.exec(name) ?? [];
  if (from === undefined || Number(to) !== Number(from) + 1)
    throw new SchemaFileError(
      `schemas/${name}`,
      '',
      'it leads from no version to the next',
      'Name it 1-to-2.yaml, 2-to-3.yaml, …',
    );
  return `${dirname(name)} ${from}`;
};

const readUpcast = async (schemas: string, name: string): Promise<Upcast> => {
  const found = upcastFile.safeParse(parse(await readFile(join(schemas, name), 'utf8')));
  if (found.success) return found.data;
  const [issue] = found.error.issues;
  const place = issue === undefined ? '' : `/${issue.path.join('/')}`;
  throw new SchemaFileError(
    `schemas/${name}`,
    place,
    issue?.message ?? 'it is no mapping',
    'It may have rename, remove and set.',
  );
};
