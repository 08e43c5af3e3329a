import { isUtf8 } from 'node:buffer';
import type { JsonObject } from '../core/event/event.ts';
import { digest } from '../core/hash.ts';
import { personOf, toPartitionKey } from './partition-key.ts';

/** A message as another broker hands it over. */
export interface BrokerMessage {
  readonly broker: 'kafka' | 'rabbitmq' | 'pubsub';
  /** What names it there, the same in every redelivery; undefined where nothing does. */
  readonly name?: readonly string[];
  /** What the broker orders by: a Kafka key, a Pub/Sub ordering key. */
  readonly key?: Uint8Array;
  /** Orders what has neither key nor person: everything under the same text stays in order, on one shard. */
  readonly lane: string;
  readonly data: Uint8Array;
}

/** The message as the stream takes it. */
export interface RelayedRecord {
  readonly partitionKey: string;
  readonly data: Uint8Array;
  /** Names the message in the store of failed events. */
  readonly origin: string;
}

const BRACE = 0x7b;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Undefined for everything but a JSON object that begins with its brace; such a message is none of our business. */
const parseObject = (data: Uint8Array): JsonObject | undefined => {
  if (data[0] !== BRACE) return undefined;
  try {
    return JSON.parse(utf8.decode(data)); // an object, for it begins as one
  } catch {
    return undefined;
  }
};

const keyText = (key: Uint8Array | undefined): string | undefined => {
  if (key === undefined || key.byteLength === 0) return undefined;
  const bytes = Buffer.from(key);
  return isUtf8(bytes) ? bytes.toString('utf8') : bytes.toString('base64');
};

/** All bytes of the object stay as they are, behind a first member of our own. */
const withMessageId = (data: Uint8Array, messageId: string): Uint8Array =>
  Buffer.concat([Buffer.from(`{"messageId":${JSON.stringify(messageId)},`), data.subarray(1)]);

/**
 * One record a message, its bytes untouched, under the broker's key, else its person's. Only a JSON object without a
 * `messageId` is given one, made of its name at the broker: the redelivery of it is then known for what it is.
 */
export const toRelayedRecord = ({ broker, name, key, lane, data }: BrokerMessage): RelayedRecord => {
  const document = parseObject(data);
  const id = name && digest(broker, ...name);
  const isNameless =
    document !== undefined && !Object.hasOwn(document, 'messageId') && Object.keys(document).length > 0;
  return {
    partitionKey: toPartitionKey(keyText(key) ?? (document && personOf(document)) ?? lane),
    data: isNameless && id !== undefined ? withMessageId(data, `${broker}-${id}`) : data,
    origin: id ?? digest(broker, lane, Buffer.from(data).toString('base64')),
  };
};
