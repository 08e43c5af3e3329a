import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import avro from 'avsc';
import { digest } from '../../lambdas/core/hash.ts';
import type { AvroObject } from '../../lambdas/decode/payload/avro-reader.ts';
import { canonicalDefinition } from '../../lambdas/decode/payload/canonical-definition.ts';
import { compileProto } from './proto-descriptors.ts';
import { SchemaFileError, slugOf } from './schema-file-error.ts';

/** What describes messages and fields, but no event. */
const NO_EVENTS: ReadonlySet<string> = new Set(['shapes', 'envelope']);

export interface PayloadFile {
  /** As registries are told: `order-completed/1.avsc`. */
  readonly name: string;
  /** The file's title. */
  readonly event: string;
  readonly text: string;
  /** From the project's root. */
  readonly file: string;
}

/** Every version of every event in every format, oldest names first. Throws a SchemaFileError for one without a title. */
export const listPayloadFiles = async (schemas: string): Promise<readonly PayloadFile[]> => {
  const paths = (await readdir(schemas, { recursive: true }))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /^[^/]+\/[^/]+\.(?:json|avsc|proto)$/.test(path) && !NO_EVENTS.has(dirname(path)))
    .sort();
  return Promise.all(paths.map((path) => readPayloadFile(schemas, path)));
};

const readPayloadFile = async (schemas: string, name: string): Promise<PayloadFile> => {
  const file = relative(dirname(schemas), join(schemas, name));
  const text = await readFile(join(schemas, name), 'utf8');
  if (!/^[1-9]\d*\.(?:json|avsc|proto)$/.test(basename(name)))
    throw new SchemaFileError(file, '', 'its name is no version', 'Name it 1.avsc, 2.avsc, … or 1.proto, 2.proto, …');
  const event = name.endsWith('.proto') ? protoTitle(file, text) : jsonTitle(file, text);
  if (slugOf(event) !== dirname(name))
    throw new SchemaFileError(file, '/title', `"${event}" does not belong here`, `Move it to ${slugOf(event)}/.`);
  return { name, event, text, file };
};

const jsonTitle = (file: string, text: string): string => {
  const parsed = parseJson(file, text);
  const title = typeof parsed === 'object' && parsed !== null && 'title' in parsed ? parsed.title : undefined;
  if (typeof title !== 'string' || title === '')
    throw new SchemaFileError(file, '/title', 'it is missing', "Give the event's exact name.");
  return title;
};

const protoTitle = (file: string, text: string): string => {
  const title = /^\/\/ title: (.+?)\s*$/m.exec(text)?.[1];
  if (title === undefined)
    throw new SchemaFileError(file, '', 'it has no title', "Give the event's exact name: // title: Order Completed");
  return title;
};

const parseJson = (file: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SchemaFileError(file, '', `it is not JSON (${String(error)})`, 'Mend the syntax.');
  }
};

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** avsc judges the schema; what reads with it at run time is compiled from the same text. */
const checkAvro = ({ file, text }: PayloadFile): AvroObject => {
  const schema = parseJson(file, text);
  try {
    if (isRecord(schema)) return schema;
  } catch (error) {
    throw new SchemaFileError(
      file,
      '',
      `it is no Avro schema: ${wordsOf(error)}`,
      'See https://avro.apache.org/docs/.',
    );
  }
  throw new SchemaFileError(file, '/type', 'it is no record', 'A message is a record: its fields are what it says.');
};

/** Throws where it is no Avro schema at all. */
const isRecord = (schema: unknown): schema is AvroObject =>
  avro.Type.forSchema(schema as avro.Schema).typeName === 'record';

const checkProto = ({ name, file, text }: PayloadFile): string => {
  try {
    return Buffer.from(compileProto(name, text)).toString('base64');
  } catch (error) {
    throw new SchemaFileError(file, '', wordsOf(error), 'See https://protobuf.dev/programming-guides/proto3/.');
  }
};

const expressionOf = (payload: PayloadFile): string => {
  const { name, event, text } = payload;
  const described = JSON.stringify({ name, event, fingerprint: digest(canonicalDefinition(name, text)) });
  if (name.endsWith('.avsc')) return `avroPayload(${described}, ${JSON.stringify(checkAvro(payload))})`;
  if (name.endsWith('.proto')) return `protobufPayload(${described}, ${JSON.stringify(checkProto(payload))})`;
  return `jsonPayload(${described})`;
};

/** Source text of the bundle's payload schemas: the imports it needs from `decode`, and one expression a file. */
export const payloadSource = (
  files: readonly PayloadFile[],
  decode: string,
): { readonly imports: readonly string[]; readonly expressions: readonly string[] } => {
  const formats = new Set(files.map(({ name }) => FORMAT[name.slice(name.lastIndexOf('.'))] ?? 'json'));
  return {
    imports: [...formats].map(
      (format) => `import { ${format}Payload } from ${JSON.stringify(join(decode, `payload/${format}-payload.ts`))};`,
    ),
    expressions: files.map(expressionOf),
  };
};

const FORMAT: Readonly<Record<string, string>> = { '.json': 'json', '.avsc': 'avro', '.proto': 'protobuf' };
