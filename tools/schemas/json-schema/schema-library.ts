import { escapePointer, isObject, isSchema, type Resolve, type Schema } from './schema.ts';

/** Values of these are documents or names, not schemas: a `$ref` in them is no reference. */
const NO_SCHEMA_INSIDE = new Set(['enum', 'const', 'default', 'examples', 'required']);

export interface SchemaLibrary {
  /** The documents, in the order given, each reference in them absolute. */
  readonly documents: readonly Schema[];
  readonly resolve: Resolve;
}

/**
 * Makes several documents one library, so that each can refer to the others by `$id`, by pointer, and by `$id` or
 * `$anchor` inside. A document without `$id` is known to itself alone.
 */
export const schemaLibrary = (documents: readonly unknown[]): SchemaLibrary => {
  const byReference = new Map<string, Schema>();

  const absolute = (value: unknown, base: string, pointer: string, root: string): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => absolute(item, base, `${pointer}/${index}`, root));
    if (!isObject(value)) {
      if (typeof value === 'boolean') byReference.set(`${root}#${pointer}`, value);
      return value;
    }
    const id = typeof value.$id === 'string' ? value.$id : undefined;
    const here = id === undefined ? base : withoutFragment(resolveUri(id, base));
    const schema: Record<string, unknown> = {};
    byReference.set(`${root}#${pointer}`, schema);
    if (id !== undefined) byReference.set(withFragment(resolveUri(id, base)), schema);
    if (typeof value.$anchor === 'string') byReference.set(`${here}#${value.$anchor}`, schema);
    for (const [keyword, member] of Object.entries(value)) {
      if (keyword === '$ref' && typeof member === 'string') schema.$ref = withFragment(resolveUri(member, here));
      else if (NO_SCHEMA_INSIDE.has(keyword) && !pointer.endsWith('/properties')) schema[keyword] = member;
      else schema[keyword] = absolute(member, here, `${pointer}/${escapePointer(keyword)}`, root);
    }
    // A document with an $id is known by it, whatever it was called before.
    if (pointer === '' && here !== root) aliasOf.set(here, root);
    return schema;
  };

  const aliasOf = new Map<string, string>();
  const absolutes = documents.map((document, index): Schema => {
    const root = `document:/${index}`;
    const made = absolute(document, root, '', root);
    return isSchema(made) ? made : true;
  });

  const resolve: Resolve = (reference) => {
    const [uri = '', fragment = ''] = reference.split('#');
    return (
      byReference.get(reference) ??
      byReference.get(`${aliasOf.get(uri) ?? uri}#${decoded(fragment)}`) ??
      byReference.get(`${uri}#${decoded(fragment)}`)
    );
  };
  return { documents: absolutes, resolve };
};

const resolveUri = (reference: string, base: string): string => {
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
};

const withoutFragment = (uri: string): string => uri.split('#')[0] ?? uri;
const withFragment = (uri: string): string => (uri.includes('#') ? uri : `${uri}#`);
const decoded = (fragment: string): string => {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return fragment;
  }
};
