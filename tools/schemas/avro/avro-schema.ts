/** An Avro schema parsed: names in full, defaults to the namespace around them applied. */
export type AvroType =
  | { readonly kind: 'primitive'; readonly name: string }
  | { readonly kind: 'array'; readonly items: AvroType }
  | { readonly kind: 'map'; readonly values: AvroType }
  | { readonly kind: 'union'; readonly branches: readonly AvroType[] }
  | { readonly kind: 'fixed'; readonly name: string; readonly aliases: readonly string[]; readonly size: number }
  | {
      readonly kind: 'enum';
      readonly name: string;
      readonly aliases: readonly string[];
      readonly symbols: readonly string[];
      readonly fallback: string | undefined;
    }
  | AvroRecord;

export interface AvroRecord {
  readonly kind: 'record';
  readonly name: string;
  readonly aliases: readonly string[];
  /** Filled after the record was named, for a field may be of its own record's type. */
  readonly fields: readonly AvroField[];
}

export interface AvroField {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: AvroType;
  readonly hasDefault: boolean;
}

const PRIMITIVES: ReadonlySet<string> = new Set([
  'null',
  'boolean',
  'int',
  'long',
  'float',
  'double',
  'bytes',
  'string',
]);

type Names = Map<string, AvroType>;
type Definition = { readonly [attribute: string]: unknown };

/** Parses an Avro schema. Throws an Error in words for what is none. Source: https://avro.apache.org/docs/1.12.0/specification/ */
export const parseAvro = (schema: unknown): AvroType => parseType(schema, '', new Map());

const parseType = (schema: unknown, namespace: string, names: Names): AvroType => {
  if (typeof schema === 'string') return named(schema, namespace, names);
  if (Array.isArray(schema))
    return { kind: 'union', branches: schema.map((branch) => parseType(branch, namespace, names)) };
  if (!isDefinition(schema)) throw new Error(`${JSON.stringify(schema)} is no Avro type`);
  const { type } = schema;
  if (type === 'array') return { kind: 'array', items: parseType(schema.items, namespace, names) };
  if (type === 'map') return { kind: 'map', values: parseType(schema.values, namespace, names) };
  if (type === 'record' || type === 'error' || type === 'enum' || type === 'fixed')
    return parseNamed(schema, type, namespace, names);
  return parseType(type, namespace, names);
};

const isDefinition = (value: unknown): value is Definition =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const named = (name: string, namespace: string, names: Names): AvroType => {
  if (PRIMITIVES.has(name)) return { kind: 'primitive', name };
  const known = names.get(fullName(name, namespace));
  if (known === undefined) throw new Error(`there is no type ${fullName(name, namespace)}`);
  return known;
};

const fullName = (name: string, namespace: string): string =>
  name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;

const parseNamed = (schema: Definition, type: string, around: string, names: Names): AvroType => {
  const given = String(schema.name);
  const own = typeof schema.namespace === 'string' && !given.includes('.') ? schema.namespace : around;
  const name = fullName(given, own);
  const namespace = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : '';
  const aliases = strings(schema.aliases).map((alias) => fullName(alias, namespace));
  if (type === 'fixed') return remember(names, { kind: 'fixed', name, aliases, size: Number(schema.size) });
  if (type === 'enum') {
    const fallback = typeof schema.default === 'string' ? schema.default : undefined;
    return remember(names, { kind: 'enum', name, aliases, symbols: strings(schema.symbols), fallback });
  }
  const fields: AvroField[] = [];
  const record = remember(names, { kind: 'record', name, aliases, fields });
  for (const field of Array.isArray(schema.fields) ? schema.fields : []) {
    if (!isDefinition(field)) continue;
    fields.push({
      name: String(field.name),
      aliases: strings(field.aliases),
      type: parseType(field.type, namespace, names),
      hasDefault: 'default' in field,
    });
  }
  return record;
};

const remember = <T extends AvroType & { readonly name: string }>(names: Names, type: T): T => {
  names.set(type.name, type);
  return type;
};

const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
