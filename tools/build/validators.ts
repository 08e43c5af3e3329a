import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { Ajv, type AnySchemaObject } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import type { Upcast } from '../../lambdas/decode/upcast.ts';
import { listPayloadFiles, type PayloadFile, payloadSource } from './payload-schemas.ts';
import { SchemaFileError, slugOf } from './schema-file-error.ts';
import { readUpcasts, type UpcastSteps } from './upcasts.ts';

export { SchemaFileError } from './schema-file-error.ts';

const ENVELOPE = 'envelope';
const SHAPES = 'shapes';

interface SchemaFile {
  readonly file: string;
  /** The folder: an event's slug, `envelope`, or `shapes` for what events share. */
  readonly folder: string;
  readonly version: number;
  readonly schema: AnySchemaObject;
}

const readSchema = async (root: string, path: string): Promise<SchemaFile> => {
  const file = relative(dirname(root), path);
  const folder = basename(dirname(path));
  const version = Number(basename(path, '.json'));
  const text = await readFile(path, 'utf8');
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    throw new SchemaFileError(file, '', `it is not JSON (${String(error)})`, 'Mend the syntax.');
  }
  if (!isSchemaObject(schema)) throw new SchemaFileError(file, '', 'it is not an object', 'Write a JSON Schema.');
  if (folder !== SHAPES && !(Number.isInteger(version) && version > 0))
    throw new SchemaFileError(file, '', 'its name is no version', 'Name it 1.json, 2.json, …');
  if (typeof schema.$id !== 'string' || !schema.$id.endsWith(`/${folder}/${basename(path)}`))
    throw new SchemaFileError(file, '/$id', 'it does not name this file', `End it with /${folder}/${basename(path)}.`);
  if (typeof schema.title !== 'string' || schema.title === '')
    throw new SchemaFileError(file, '/title', 'it is missing', "Give the event's exact name.");
  if (folder !== SHAPES && folder !== ENVELOPE && slugOf(schema.title) !== folder)
    throw new SchemaFileError(
      file,
      '/title',
      `"${schema.title}" does not belong here`,
      `Move it to ${slugOf(schema.title)}/.`,
    );
  return { file, folder, version, schema };
};

const isSchemaObject = (value: unknown): value is AnySchemaObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The newest version of each event: an older one stays for the compatibility check, not for the stream. */
const newestVersions = (files: readonly SchemaFile[]): readonly SchemaFile[] => {
  const newest = new Map<string, SchemaFile>();
  for (const candidate of files) {
    const known = newest.get(candidate.folder);
    if (known === undefined || known.version < candidate.version) newest.set(candidate.folder, candidate);
  }
  return [...newest.values()];
};

/** An event's newest version, and those before it that can be lifted to it, the latest first. */
interface BuiltEvent {
  readonly file: SchemaFile;
  readonly earlier: readonly { readonly file: SchemaFile; readonly steps: readonly Upcast[] }[];
}

const withEarlier = (file: SchemaFile, files: readonly SchemaFile[], stepsOf: UpcastSteps): BuiltEvent => ({
  file,
  earlier: files
    .filter(({ folder, version }) => folder === file.folder && version < file.version)
    .sort((a, b) => b.version - a.version)
    .flatMap((older) => {
      const steps = stepsOf(file.folder, older.version, file.version);
      return steps === undefined ? [] : [{ file: older, steps }];
    }),
});

const compile = (files: readonly SchemaFile[]): Ajv => {
  const ajv = new Ajv({
    strict: true,
    strictRequired: false,
    inlineRefs: false,
    allowUnionTypes: true,
    code: { source: true, esm: true },
  });
  ajv.addVocabulary(['x-compatibility', 'x-introduces']);
  for (const { file, schema } of files) {
    if (ajv.validateSchema(schema) !== true) {
      const [finding] = ajv.errors ?? [];
      throw new SchemaFileError(
        file,
        finding?.instancePath ?? '',
        finding?.message ?? 'no valid JSON Schema',
        'See https://json-schema.org/draft-07.',
      );
    }
    try {
      ajv.addSchema(schema);
    } catch (error) {
      throw new SchemaFileError(file, '/$id', String(error), 'Every file has a $id of its own.');
    }
  }
  for (const { file, schema } of files) {
    try {
      ajv.getSchema(String(schema.$id));
    } catch (error) {
      throw new SchemaFileError(
        file,
        '',
        error instanceof Error ? error.message : String(error),
        'Mend the keyword or reference that it names.',
      );
    }
  }
  return ajv;
};

const sourceOf = (
  ajv: Ajv,
  envelope: SchemaFile,
  events: readonly BuiltEvent[],
  payloads: readonly PayloadFile[],
  decode: string,
): string => {
  const { imports, expressions } = payloadSource(payloads, decode);
  const ids: Record<string, string> = {};
  const validatorOf = ({ schema }: SchemaFile): string => {
    const name = `compiled_${Object.keys(ids).length}`;
    ids[name] = String(schema.$id);
    return name;
  };
  const [first, ...rest] = [{ file: envelope, earlier: [] }, ...events].map(({ file, earlier }) => {
    const older = earlier.map(
      (each) => `{ validate: ${validatorOf(each.file)}, steps: ${JSON.stringify(each.steps)} }`,
    );
    const described = `id: ${JSON.stringify(file.schema.$id)}, event: ${JSON.stringify(file.schema.title)}`;
    return `{ ${described}, validate: ${validatorOf(file)}, earlier: [${older.join(', ')}] }`;
  });
  return [
    standalone.default(ajv, ids),
    `import { compiledValidators } from ${JSON.stringify(join(decode, 'compiled-validators.ts'))};`,
    ...imports,
    `export default compiledValidators(${first}, [${rest.join(', ')}], [${expressions.join(', ')}]);`,
  ].join('\n');
};

/**
 * Compiles every schema of `<root>/schemas` to one module without imports, `<root>/lambdas/generated/validators.js`
 * unless `outFile` says otherwise. Throws a SchemaFileError for the first file that is wrong.
 */
export const buildValidators = async (
  root: string,
  { schemas = join(root, 'schemas'), outFile = join(root, 'lambdas/generated/validators.js') } = {},
): Promise<void> => {
  const paths = (await readdir(schemas, { recursive: true })).filter((path) => path.endsWith('.json')).sort();
  const files = await Promise.all(paths.map((path) => readSchema(schemas, join(schemas, path))));
  const events = newestVersions(files.filter(({ folder }) => folder !== SHAPES));
  const envelope = events.find(({ folder }) => folder === ENVELOPE);
  if (envelope === undefined)
    throw new SchemaFileError('schemas/envelope/1.json', '', 'it is missing', 'It says what every message has.');
  const ajv = compile(files);
  const stepsOf = await readUpcasts(schemas);
  const contents = sourceOf(
    ajv,
    envelope,
    events.filter((file) => file !== envelope).map((file) => withEarlier(file, files, stepsOf)),
    await listPayloadFiles(schemas),
    join(root, 'lambdas/decode'),
  );
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: root, loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    write: false,
    logLevel: 'silent',
  });
  const [output] = outputFiles;
  if (output === undefined) return;
  // Renamed into place: another process may be reading the old one.
  const draft = `${outFile}.${process.pid}`;
  await writeFile(draft, output.contents);
  await rename(draft, outFile);
};
