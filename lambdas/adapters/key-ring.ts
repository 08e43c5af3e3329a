import { KEY_ID, type KeyRing } from '../core/preference/token.ts';
import { hmacKey } from './hmac-key.ts';

const SHORTEST_SECRET = 32;

/**
 * A ring from its JSON: `{"current": "k1", "k1": "<secret>", …}`; whatever is not `current` is a key id and its secret,
 * of at least 32 characters. Throws, quoting nothing of it, where it is anything else.
 */
export const toKeyRing = (text: string): KeyRing => {
  const { current, ...secrets } = objectOf(text);
  const keys = Object.entries(secrets).map(([id, secret]) => {
    if (!KEY_ID.test(id) || typeof secret !== 'string' || secret.length < SHORTEST_SECRET)
      throw new Error('a preference key is not an id and a secret of 32 characters');
    return [id, hmacKey(secret)] as const;
  });
  if (typeof current !== 'string' || !keys.some(([id]) => id === current))
    throw new Error('the preference keys lack their current one');
  return { current, keys: new Map(keys) };
};

const objectOf = (text: string): Readonly<Record<string, unknown>> => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    parsed = undefined;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new Error('the preference keys are no JSON object');
  return { ...parsed };
};
