import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';

/** As much of the schemas as the reference tells. */
interface LanguageSchema {
  readonly title?: string;
  readonly description?: string;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly 'x-is'?: string;
  readonly 'x-remedy'?: string;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, LanguageSchema>>;
  readonly additionalProperties?: boolean | LanguageSchema;
  readonly items?: LanguageSchema;
  readonly examples?: readonly unknown[];
  readonly definitions?: Readonly<Record<string, LanguageSchema>>;
  readonly minimum?: number;
  readonly maximum?: number;
}

const languageSchema: z.ZodType<LanguageSchema> = z.lazy(() =>
  z.object({
    title: z.string().optional(),
    description: z.string().optional(),
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    'x-is': z.string().optional(),
    'x-remedy': z.string().optional(),
    required: z.array(z.string()).optional(),
    properties: z.record(z.string(), languageSchema).optional(),
    additionalProperties: z.union([z.boolean(), languageSchema]).optional(),
    items: languageSchema.optional(),
    examples: z.array(z.unknown()).optional(),
    definitions: z.record(z.string(), languageSchema).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  }),
);

/** One key of a file: what it is for, what it takes, and how somebody wrote it. */
export interface LanguageKey {
  readonly path: string;
  readonly what: string;
  readonly takes: string;
  readonly isRequired: boolean;
  /** Undefined where no example of the schema has it. */
  readonly example: string | undefined;
}

/** The files a marketer writes, in the order in which they meet them, each with its schema. */
export const LANGUAGE_FILES = ['campaign', 'segment', 'brand'] as const;
const CONDITION = 'predicate';

const readSchema = async (root: string, file: string): Promise<LanguageSchema> =>
  languageSchema.parse(JSON.parse(await readFile(join(root, 'campaigns', `${file}.schema.json`), 'utf8')));

/** Every key of one of the files; `condition` tells those of a condition. */
export const keysOf = async (
  root: string,
  file: (typeof LANGUAGE_FILES)[number] | 'condition',
): Promise<readonly LanguageKey[]> => {
  const campaign = await readSchema(root, 'campaign');
  const definitions = { ...campaign.definitions };
  if (file === 'condition') return rowsOf(definitions[CONDITION] ?? {}, definitions);
  const schema = await readSchema(root, file);
  return rowsOf(schema, { ...definitions, ...schema.definitions });
};

type Definitions = Readonly<Record<string, LanguageSchema>>;

const rowsOf = (schema: LanguageSchema, definitions: Definitions): readonly LanguageKey[] =>
  childrenOf(schema, '', schema.examples ?? [], definitions);

const childrenOf = (
  { properties = {}, additionalProperties, items, required = [] }: LanguageSchema,
  path: string,
  examples: readonly unknown[],
  definitions: Definitions,
): readonly LanguageKey[] => {
  const below = (name: string) => (path === '' ? name : `${path}.${name}`);
  const entriesOf = examples.map((example) => (isObject(example) ? example : {}));
  const extra = typeof additionalProperties === 'object' ? additionalProperties : undefined;
  const others = entriesOf.flatMap((entries) =>
    Object.entries(entries).flatMap(([name, value]) => (Object.hasOwn(properties, name) ? [] : [value])),
  );
  return [
    ...Object.entries(properties).flatMap(([name, property]) => {
      const found = entriesOf.flatMap((entries) => (Object.hasOwn(entries, name) ? [entries[name]] : []));
      return keyOf(property, below(name), required.includes(name), found, definitions);
    }),
    ...(extra === undefined ? [] : keyOf(extra, below('<name>'), false, others, definitions)),
    ...(items === undefined ? [] : childrenOf(resolve(items, definitions), `${path}[]`, examples.flat(), definitions)),
  ];
};

const keyOf = (
  schema: LanguageSchema,
  path: string,
  isRequired: boolean,
  examples: readonly unknown[],
  definitions: Definitions,
): readonly LanguageKey[] => {
  const isCondition = [schema, schema.items].some((part) => part?.$ref?.endsWith(`/${CONDITION}`));
  const whole = isCondition ? schema : resolve(schema, definitions);
  const children = isCondition ? [] : childrenOf(whole, path, examples, definitions);
  const [first] = examples;
  const own: LanguageKey = {
    path,
    what: schema.description ?? whole.description ?? '',
    takes: isCondition ? '[a condition](#conditions)' : valuesOf(whole),
    isRequired,
    // What is told below, key by key, needs no example of the whole.
    example: first === undefined ? undefined : flow(first),
  };
  return [own, ...children];
};

const resolve = (schema: LanguageSchema, definitions: Definitions): LanguageSchema => {
  if (schema.$ref === undefined) return schema;
  const { $ref, ...own } = schema;
  return { ...resolve(definitions[$ref.split('/').at(-1) ?? ''] ?? {}, definitions), ...own };
};

const valuesOf = (schema: LanguageSchema): string => {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  const bounds = [
    ...(schema.minimum === undefined ? [] : [`from ${schema.minimum}`]),
    ...(schema.maximum === undefined ? [] : [`to ${schema.maximum}`]),
  ];
  return [schema['x-is'] ?? types.map((type) => WORDS[type] ?? type).join(' or '), ...bounds].join(' ');
};

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: '`true` or `false`',
  object: 'keys of its own',
  array: 'a list',
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const flow = (value: unknown): string => stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();

const LONGEST_EXAMPLE = 90;

const table = (keys: readonly LanguageKey[]): string => {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
  const rows = keys.map(({ path, what, takes, isRequired, example }) => {
    const shown = example === undefined || example.length > LONGEST_EXAMPLE ? '' : `\`${cell(example)}\``;
    return `| \`${path}\`${isRequired ? ' *' : ''} | ${cell(what)} | ${cell(takes)} | ${shown} |`;
  });
  return ['| key | what it says | takes | for example |', '| --- | --- | --- | --- |', ...rows].join('\n');
};

/** `docs/campaigns.md`: every key of every file, from the schemas that editors and the build go by. */
export const describeLanguage = async (root: string): Promise<string> => {
  const schemas = await Promise.all(LANGUAGE_FILES.map((file) => readSchema(root, file)));
  const sections = await Promise.all(
    LANGUAGE_FILES.map(async (file, index) => {
      const { title = file, description = '', examples = [] } = schemas[index] ?? {};
      const [first] = examples;
      const whole = first === undefined ? [] : ['```yaml', stringify(first, { lineWidth: 110 }).trim(), '```', ''];
      return [`## ${title}`, '', description, '', ...whole, table(await keysOf(root, file)), ''].join('\n');
    }),
  );
  const conditions = schemas[0]?.definitions?.[CONDITION];
  return [
    '<!-- Written by `npx kairos campaign reference` from the schemas in campaigns/. A test fails where it is out of date. -->',
    '',
    '# The campaign language, key by key',
    '',
    'What to write where, and how mails are written: [campaigns/README.md](../campaigns/README.md). A * marks what must be',
    'there. `<name>` stands for a name of your own, `[]` for each entry of a list.',
    '',
    ...sections,
    '## Conditions',
    '',
    `${conditions?.['x-remedy'] ?? ''} Money is in the shop's currency.`,
    '',
    '```yaml',
    ...(conditions?.examples ?? []).map((example) => flow(example)),
    '```',
    '',
    table(await keysOf(root, 'condition')),
    '',
  ].join('\n');
};
