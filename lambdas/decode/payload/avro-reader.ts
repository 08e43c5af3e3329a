import { logicalReader } from './avro-logical.ts';
import { type ByteReader, DamagedPayload } from './byte-reader.ts';

/** An Avro schema that avsc took at build. Source: https://avro.apache.org/docs/1.12.0/specification/ */
export type AvroSchema = string | readonly AvroSchema[] | AvroObject;

export interface AvroObject {
  readonly type: AvroSchema;
  readonly name?: string;
  readonly namespace?: string;
  readonly logicalType?: string;
  readonly scale?: number;
  readonly size?: number;
  readonly symbols?: readonly string[];
  readonly items?: AvroSchema;
  readonly values?: AvroSchema;
  readonly fields?: readonly { readonly name: string; readonly type: AvroSchema }[];
}

type Read = (from: ByteReader) => unknown;

/** A long that no number holds exactly is an id: its digits are kept. */
const long: Read = (from) => {
  const value = from.long();
  return typeof value === 'bigint' ? String(value) : value;
};

const PRIMITIVES: ReadonlyMap<string, Read> = new Map<string, Read>([
  ['null', () => null],
  ['boolean', (from) => from.byte() === 1],
  ['int', long],
  ['long', long],
  ['float', (from) => from.take(4).readFloatLE()],
  ['double', (from) => from.take(8).readDoubleLE()],
  ['bytes', (from) => from.take(from.size()).toString('base64')],
  ['string', (from) => from.take(from.size()).toString('utf8')],
]);

/** Named types as far as they are known, for those that hold themselves. */
type Names = Map<string, Read>;

/**
 * Compiles a schema to closures that read its payloads as JSON would have them: unions unwrapped, bytes in base64,
 * dates and instants as ISO 8601, decimals as numbers.
 * avsc itself reads on beyond the end of the bytes, up to whatever count they claim.
 */
export const compileAvro = (schema: AvroSchema, names: Names = new Map(), namespace = ''): Read => {
  if (typeof schema === 'string') return primitiveOrNamed(schema, names, namespace);
  if (isUnion(schema)) return union(schema.map((branch) => compileAvro(branch, names, namespace)));
  const { type } = schema;
  if (typeof type !== 'string') return compileAvro(type, names, namespace);
  switch (type) {
    case 'array':
      return array(compileAvro(schema.items ?? 'null', names, namespace));
    case 'map':
      return map(compileAvro(schema.values ?? 'null', names, namespace));
    case 'record':
    case 'error':
    case 'enum':
    case 'fixed':
      return named(schema, type, names, namespace);
    default:
      return logicalReader(schema) ?? primitiveOrNamed(type, names, namespace);
  }
};

const isUnion = (schema: AvroSchema): schema is readonly AvroSchema[] => Array.isArray(schema);

const fullName = (name: string, namespace: string): string =>
  name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;

const primitiveOrNamed = (name: string, names: Names, namespace: string): Read => {
  const primitive = PRIMITIVES.get(name);
  if (primitive !== undefined) return primitive;
  // Looked up when it reads: the type may still be under way.
  const key = names.has(fullName(name, namespace)) ? fullName(name, namespace) : name;
  return (from) => {
    const read = names.get(key);
    if (read === undefined) throw new DamagedPayload('names an unknown type');
    return read(from);
  };
};

const named = (schema: AvroObject, type: string, names: Names, outer: string): Read => {
  const full = fullName(schema.name ?? '', schema.namespace ?? outer);
  const namespace = full.slice(0, Math.max(full.lastIndexOf('.'), 0));
  names.set(full, () => null); // so that its own fields find the name; replaced below
  const read = type === 'enum' ? enumeration(schema) : type === 'fixed' ? fixed(schema) : undefined;
  const made = read ?? record(schema, names, namespace);
  names.set(full, made);
  return made;
};

const enumeration =
  ({ symbols = [] }: AvroObject): Read =>
  (from) => {
    const symbol = symbols[from.size()];
    if (symbol === undefined) throw new DamagedPayload('has a symbol beyond its enum');
    return symbol;
  };

const fixed = (schema: AvroObject): Read => {
  const { size = 0 } = schema;
  return logicalReader(schema) ?? ((from) => from.take(size).toString('base64'));
};

/** A field that is null is left out: what an optional field holds where nobody gave it. */
const record = ({ fields = [] }: AvroObject, names: Names, namespace: string): Read => {
  const compiled = fields.map(({ name, type }) => ({ name, read: compileAvro(type, names, namespace) }));
  return (from) => {
    const object: Record<string, unknown> = {};
    for (const { name, read } of compiled) {
      const value = read(from);
      if (value !== null) object[name] = value;
    }
    return object;
  };
};

const union =
  (branches: readonly Read[]): Read =>
  (from) => {
    const read = branches[from.size()];
    if (read === undefined) throw new DamagedPayload('has a branch beyond its union');
    return read(from);
  };

/**
 * Blocks of items, each with its count; a negative one is followed by the block's length in bytes. More items than
 * bytes are refused before one is read: no schema of a message has items of no bytes.
 */
const eachItem = (from: ByteReader, take: () => void): void => {
  for (let count = from.size(); count !== 0; count = from.size()) {
    if (count < 0) from.size();
    if (Math.abs(count) > from.bytesLeft) throw new DamagedPayload('has more items than bytes');
    for (let left = Math.abs(count); left > 0; left -= 1) take();
  }
};

const array =
  (item: Read): Read =>
  (from) => {
    const items: unknown[] = [];
    eachItem(from, () => items.push(item(from)));
    return items;
  };

const map =
  (value: Read): Read =>
  (from) => {
    const object: Record<string, unknown> = {};
    eachItem(from, () => {
      const key = from.take(from.size()).toString('utf8');
      // As JSON.parse has it: an own key, which the check of keys then finds.
      Object.defineProperty(object, key, { value: value(from), enumerable: true, configurable: true, writable: true });
    });
    return object;
  };
