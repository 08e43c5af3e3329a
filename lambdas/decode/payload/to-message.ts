import type { ReadPayload } from './payload-schema.ts';

/** Fields of a message under the names that Avro and Protobuf files give them. */
const ENVELOPE: ReadonlyMap<string, string> = new Map([
  ...['type', 'event', 'source', 'timestamp', 'context', 'properties', 'traits'].map((name) => [name, name] as const),
  ...[
    'messageId',
    'userId',
    'anonymousId',
    'groupId',
    'previousId',
    'originalTimestamp',
    'sentAt',
    'receivedAt',
  ].flatMap((name) => [
    [name, name] as const,
    [name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), name] as const,
  ]),
]);

const TYPES: ReadonlySet<string> = new Set(['identify', 'page', 'screen', 'group', 'alias']);
/** What flat fields are to each type of message. */
const FLAT: ReadonlyMap<string, 'traits' | 'properties'> = new Map([
  ['identify', 'traits'],
  ['group', 'traits'],
]);

/**
 * The Segment message that a payload stands for. `type` and `event` come from the schema's title where the payload has
 * none; null is absent, as an optional field's default; of a flat schema, whatever is no field of a message is a
 * property (or a trait). Whether that makes a message is for the envelope's own schema to say.
 */
export const toMessage = ({ document, isNested }: ReadPayload, title: string): unknown => {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return document;
  const message: Record<string, unknown> = TYPES.has(title) ? { type: title } : { type: 'track', event: title };
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(document)) {
    if (value === null || value === undefined) continue;
    const known = ENVELOPE.get(name);
    if (known !== undefined) message[known] = value;
    else Object.defineProperty(rest, name, { value, enumerable: true, configurable: true, writable: true });
  }
  if (isNested) return { ...rest, ...message };
  const home = FLAT.get(String(message.type)) ?? 'properties';
  return { ...message, [home]: rest };
};
