import { limits } from './limits.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Names that reach an object's prototype in careless code further down. */
export const isForbidden = (key: string): boolean =>
  key === '__proto__' || key === 'constructor' || key === 'prototype';

/** A path is for a person to read: of a document with long names, its beginning. */
const LONGEST_PATH = 200;

/** A path is kept and answered beside what may be a person's: a key that is no plain name could be an address. */
const PLAIN_NAME = /^\w{1,40}$/;

/** A JSON pointer to a member, and on below it; `*` stands for a key that is no plain name. */
export const pathTo = (member: string, below = ''): string =>
  `/${PLAIN_NAME.test(member) ? member : '*'}${below}`.slice(0, LONGEST_PATH);

const tooDeep = refuse('too_deep', `is nested more than ${limits.depth} deep`);
const tooManyKeys = refuse('too_large', `has an object of more than ${limits.keysAnObject} keys`);
const endlessNumber = refuse('too_large', 'has a number beyond 1.8e308, which JSON.parse makes infinite');
const forbiddenKey = refuse('forbidden_key', 'has a key __proto__, constructor or prototype');

/**
 * Refuses a parsed document that is too deep, has too many keys in one object, or at any depth a forbidden key or a
 * number without end; says where.
 * JSON.parse makes `__proto__` an own key, so that it is found like any other.
 */
export const checkBounds = (document: unknown): Refusal | undefined =>
  typeof document === 'object' && document !== null ? checkLevel(document, 1) : undefined;

const checkLevel = (level: object, depth: number): Refusal | undefined => {
  if (depth > limits.depth) return tooDeep;
  const isList = Array.isArray(level);
  const members: readonly unknown[] = isList ? level : Object.values(level);
  if (!isList) {
    if (members.length > limits.keysAnObject) return tooManyKeys;
    // for…in costs half of what Object.keys does, and nothing that JSON.parse makes inherits a key.
    for (const key in level) if (isForbidden(key)) return within(key, forbiddenKey);
  }
  for (let at = 0; at < members.length; at += 1) {
    const refusal = checkMember(members[at], depth);
    if (refusal !== undefined) return within(isList ? String(at) : (Object.keys(level)[at] ?? ''), refusal);
  }
  return undefined;
};

const checkMember = (member: unknown, depth: number): Refusal | undefined => {
  // Written back as JSON, it would silently become null.
  if (typeof member === 'number' && !Number.isFinite(member)) return endlessNumber;
  return typeof member === 'object' && member !== null ? checkLevel(member, depth + 1) : undefined;
};

const within = (member: string, refusal: Refusal): Refusal => ({ ...refusal, path: pathTo(member, refusal.path) });
