import { limits } from './limits.ts';
import { type Refusal, refuse } from './refusal.ts';

/** Names that reach an object's prototype in careless code further down. */
const isForbidden = (key: string): boolean => key === '__proto__' || key === 'constructor' || key === 'prototype';

/**
 * Refuses a parsed document that is too deep, has too many keys in one object, or a forbidden key at any depth.
 * JSON.parse makes `__proto__` an own key, so that it is found like any other.
 */
export const checkBounds = (value: unknown, depth = 1): Refusal | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > limits.depth) return refuse('too_deep', `is nested more than ${limits.depth} deep`);
  if (Array.isArray(value)) {
    for (const element of value) {
      const refusal = checkBounds(element, depth + 1);
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  }
  let keys = 0;
  for (const [key, member] of Object.entries(value)) {
    keys += 1;
    if (isForbidden(key)) return refuse('forbidden_key', 'has a key __proto__, constructor or prototype');
    if (keys > limits.keysAnObject)
      return refuse('too_large', `has an object of more than ${limits.keysAnObject} keys`);
    const refusal = checkBounds(member, depth + 1);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
};
