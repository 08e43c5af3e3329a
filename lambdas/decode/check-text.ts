import type { Json } from '../core/event/event.ts';
import { isWithin } from '../core/json-bytes.ts';
import { isForbidden } from './check-bounds.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { SegmentMessage } from './segment-message.ts';

/**
 * How many bytes of JSON each may take: a profile holds up to a hundred of some of them, and never cuts one. Only
 * characters that take more than two bytes each come near, where the schema's limit of characters does not.
 */
const ENVELOPE_IDS = [
  ['messageId', 200],
  ['userId', 512],
  ['anonymousId', 512],
  ['source', 200],
  ['event', 300],
  ['groupId', 512],
  ['previousId', 512],
] as const;
/** Properties that become keys or parts of hashes further down. */
const PROPERTY_IDS = ['product_id', 'sku', 'order_id', 'cart_id', 'topic', 'email'] as const;

const isBroken = (value: Json | undefined): boolean =>
  typeof value === 'string' && (!value.isWellFormed() || value.includes('\u0000'));

/**
 * Refuses identifiers with a NUL, which would break hashed keys apart at another place, or half a surrogate pair,
 * which UTF-8 cannot hold: two different ids would be stored as one. Names that a profile uses as keys are refused
 * where they would reach a prototype, and names and identifiers where they would take too much room there.
 */
export const checkText = (message: SegmentMessage): Refusal | undefined => {
  const wrong = (path: string) => refuse('invalid_text', 'an identifier holds NUL or half a character', { path });
  for (const [name, bytes] of ENVELOPE_IDS) {
    const id = message[name];
    if (isBroken(id)) return wrong(`/${name}`);
    if (typeof id === 'string' && !isWithin(id, bytes))
      return refuse('too_large', `takes more than ${bytes} bytes as JSON`, { path: `/${name}` });
  }
  for (const name of PROPERTY_IDS) if (isBroken(message.properties?.[name])) return wrong(`/properties/${name}`);
  if (isBroken(message.traits?.email)) return wrong('/traits/email');
  return forbiddenName(message);
};

const forbiddenName = ({ event, properties }: SegmentMessage): Refusal | undefined => {
  const wrong = (path: string) => refuse('forbidden_key', 'is named __proto__, constructor or prototype', { path });
  if (typeof event === 'string' && isForbidden(event)) return wrong('/event');
  const topic = properties?.topic;
  return typeof topic === 'string' && isForbidden(topic) ? wrong('/properties/topic') : undefined;
};
