import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import type { Mistake } from './mistake.ts';
import type { YamlPath } from './yaml-file.ts';

export type SchemaCheck<Content> = ValidateFunction<Content>;

/** Words of our own in the schemas: `x-is`, what a value should be; `x-remedy`, what to write instead. */
const VOCABULARY = ['x-is', 'x-remedy'];

/** `beside` are schemas in the same folder that this one refers to. */
export const loadSchema = async <Content>(
  path: string,
  beside: readonly string[] = [],
): Promise<SchemaCheck<Content>> => {
  const ajv = new Ajv({ allErrors: true, verbose: true, strictTypes: false, strictRequired: false });
  ajv.addVocabulary(VOCABULARY);
  for (const name of beside) ajv.addSchema(JSON.parse(await readFile(join(dirname(path), name), 'utf8')), name);
  return ajv.compile<Content>(JSON.parse(await readFile(path, 'utf8')));
};

/** ajv's findings in a marketer's words: where, what is wrong, what to write. */
export const schemaMistakes = (
  file: string,
  errors: readonly ErrorObject[],
  lineOf: (path: YamlPath) => number,
): readonly Mistake[] =>
  errors
    // The branches of a oneOf each complain; its own words say it better.
    .filter(({ schemaPath }) => !/\/oneOf\/\d+\//.test(schemaPath))
    .map((error) => {
      const path = pathOf(error.instancePath);
      const name = describePath(path);
      const at = 'additionalProperty' in error.params ? [...path, String(error.params.additionalProperty)] : path;
      return { file, line: lineOf(at), ...words(error, name) };
    });

const words = (error: ErrorObject, name: string): Pick<Mistake, 'reason' | 'remedy'> => {
  const { keyword, params, parentSchema, data } = error;
  const is: unknown = parentSchema?.['x-is'];
  const remedy: unknown = parentSchema?.['x-remedy'];
  const within = name === '' ? '' : ` in ${name}`;
  switch (keyword) {
    case 'required':
      return { reason: `"${params.missingProperty}" is missing${within}`, remedy: `Add ${params.missingProperty}:.` };
    case 'additionalProperties':
      return {
        reason: `"${params.additionalProperty}" is not known${within}`,
        remedy: `Known here: ${Object.keys(parentSchema?.properties ?? {}).join(', ')}.`,
      };
    case 'dependencies':
      return { reason: `"${params.property}" needs "${params.deps}"${within}`, remedy: `Write both, or neither.` };
    case 'enum':
      return {
        reason: `${name} ${show(data)} is not known`,
        remedy: `Write one of ${list(params.allowedValues)}.`,
      };
    case 'const':
      return { reason: `${name} ${show(data)} is not known`, remedy: `Write ${params.allowedValue}.` };
    default:
      return typeof is === 'string' && typeof remedy === 'string'
        ? {
            reason: `${name === '' ? 'the file' : name} ${keyword === 'oneOf' ? `is not ${is}` : `${show(data)} is not ${is}`}`,
            remedy,
          }
        : {
            reason: `${name === '' ? 'the file' : name} ${show(data)} ${error.message ?? 'is not valid'}`,
            remedy: remedyFor(error),
          };
  }
};

const remedyFor = ({ keyword, params }: ErrorObject): string =>
  keyword === 'type' ? `Write ${[params.type].flat().join(' or ')} here.` : 'Correct the value.';

const list = (values: unknown): string => (Array.isArray(values) ? values.join(', ') : '');

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? '';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

const pathOf = (pointer: string): (string | number)[] =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** `steps[0].wait` */
export const describePath = (path: YamlPath): string =>
  path.reduce<string>(
    (name, part) => (typeof part === 'number' ? `${name}[${part}]` : name === '' ? part : `${name}.${part}`),
    '',
  );
