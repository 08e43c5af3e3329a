import { assertNever } from '../assert-never.ts';
import type { Json } from '../event/event.ts';
import type { FailedEvent, FailureReason } from './failed-event.ts';

/** A JSON pointer's parts; `*` is every member of a list. */
export type MendPath = readonly string[];

export type Conversion = 'number' | 'string' | 'boolean' | 'timestamp';

export type MendStep =
  | { readonly kind: 'set'; readonly path: MendPath; readonly value: Json }
  /** Only where nothing is there, or null. */
  | { readonly kind: 'default'; readonly path: MendPath; readonly value: Json }
  /** A message id made of the record's place in the stream, where the event has none: the same every time. */
  | { readonly kind: 'name' }
  | { readonly kind: 'rename'; readonly path: MendPath; readonly to: string }
  | { readonly kind: 'convert'; readonly path: MendPath; readonly to: Conversion }
  | { readonly kind: 'remove'; readonly path: MendPath };

/** How one kind of failed event becomes a good one. */
export interface Mend {
  readonly when: {
    readonly reason?: FailureReason;
    readonly event?: string;
    readonly schema?: string;
    readonly source?: string;
  };
  readonly steps: readonly MendStep[];
}

/** The document with all steps taken, in order. A step that finds nothing to do leaves it as it is. */
export const applyMend = (document: Json, { steps }: Mend, position: FailedEvent['position']): Json =>
  steps.reduce<Json>((mended, step) => takeStep(mended, step, position), document);

const takeStep = (document: Json, step: MendStep, { shard, sequence, subSequence }: FailedEvent['position']): Json => {
  switch (step.kind) {
    case 'set':
      return change(document, step.path, () => step.value, 'create');
    case 'default':
      return change(document, step.path, (value) => value ?? step.value, 'create');
    case 'name':
      return change(document, ['messageId'], (value) => value ?? `${shard}-${sequence}-${subSequence}`);
    case 'convert':
      return change(document, step.path, (value) => (value === undefined ? value : convert(value, step.to)));
    case 'remove':
      return change(document, step.path, () => undefined);
    case 'rename': {
      const [name = '', parent] = [step.path.at(-1), step.path.slice(0, -1)];
      return change(document, parent, (node) => (node === undefined ? node : renameMember(node, name, step.to)));
    }
    default:
      return assertNever(step);
  }
};

/**
 * The node with `to` of what is at the path, where undefined stands for nothing. Copies only what lies on the way; a
 * path that leads nowhere is made only where it is to be created, and never through a list.
 */
const change = (
  node: Json,
  [first, ...rest]: MendPath,
  to: (value: Json | undefined) => Json | undefined,
  missing: 'create' | 'leave' = 'leave',
): Json => {
  if (first === undefined) return to(node) ?? node;
  const changed = (member: Json | undefined): Json | undefined =>
    rest.length === 0
      ? to(member)
      : member !== undefined
        ? change(member, rest, to, missing)
        : created(rest, to, missing);
  if (isList(node)) {
    return node.flatMap((member, index) => {
      if (first !== '*' && first !== String(index)) return [member];
      const value = changed(member);
      return value === undefined ? [] : [value];
    });
  }
  return isObject(node) && first !== '*' ? withMember(node, first, changed(memberOf(node, first))) : node;
};

const created = (
  rest: MendPath,
  to: (value: Json | undefined) => Json | undefined,
  missing: 'create' | 'leave',
): Json | undefined => (missing === 'create' && !rest.includes('*') ? change({}, rest, to, missing) : undefined);

type JsonMembers = { readonly [key: string]: Json };

const isList = (node: Json): node is readonly Json[] => Array.isArray(node);
const isObject = (node: Json): node is JsonMembers => typeof node === 'object' && node !== null && !isList(node);

/** An own member: a document may well have one that is called `constructor`. */
const memberOf = (node: JsonMembers, name: string): Json | undefined =>
  Object.hasOwn(node, name) ? node[name] : undefined;

/** Entries, not an assignment: one to `__proto__` would change what the object is. */
const withMember = (node: JsonMembers, name: string, value: Json | undefined): JsonMembers => {
  const isThere = Object.hasOwn(node, name);
  if (value === undefined && !isThere) return node;
  const entries = Object.entries(node).flatMap(([key, member]): [string, Json][] =>
    key !== name ? [[key, member]] : value === undefined ? [] : [[key, value]],
  );
  return Object.fromEntries(isThere || value === undefined ? entries : [...entries, [name, value]]);
};

/** A member under another name, unless that one is taken. */
const renameMember = (node: Json, from: string, to: string): Json => {
  if (!isObject(node) || Object.hasOwn(node, to)) return node;
  return Object.fromEntries(Object.entries(node).map(([key, member]) => [key === from ? to : key, member]));
};

const NUMBER = /^\s*[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\s*$/;
/** Seconds since 1970 reach this in the year 5138. */
const FIRST_MILLISECONDS = 1e11;
const LAST_MILLISECONDS = 8.64e15;

/** What cannot be converted stays as it is: the event then fails again, and stays where it was. */
const convert = (value: Json, to: Conversion): Json => {
  switch (to) {
    case 'number':
      return typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    case 'boolean':
      return TRUTHS.get(String(value).toLowerCase()) ?? value;
    case 'timestamp':
      return toTimestamp(value);
    default:
      return assertNever(to);
  }
};

const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['yes', true],
  ['1', true],
  ['false', false],
  ['no', false],
  ['0', false],
]);

/** Seconds or milliseconds since 1970, as a number or in words, become ISO 8601. */
const toTimestamp = (value: Json): Json => {
  const since1970 = convert(value, 'number');
  if (typeof since1970 !== 'number' || since1970 < 0) return value;
  const ms = Math.round(since1970 < FIRST_MILLISECONDS ? since1970 * 1_000 : since1970);
  return ms <= LAST_MILLISECONDS ? new Date(ms).toISOString() : value;
};
