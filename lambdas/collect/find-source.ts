import { hash } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { JsonObject } from '../core/event/event.ts';
import { type Refusal, refuse } from './refuse-request.ts';

/** SHA-256 (hex) of each write key → the name of its source: the keys themselves are nowhere. */
export type WriteKeys = Readonly<Record<string, string>>;

const basicUser = (authorization: string | undefined): string | undefined => {
  const [, credentials] = /^Basic\s+([A-Za-z0-9+/=]+)\s*$/i.exec(authorization ?? '') ?? [];
  return credentials === undefined ? undefined : Buffer.from(credentials, 'base64').toString('utf8').split(':', 1)[0];
};

const unknownKey = refuse(
  401,
  'bad_write_key',
  'Send a known write key as the user of HTTP Basic, or as writeKey in the body.',
);

export type Source = { readonly kind: 'source'; readonly name: string };

/** The source that a write key belongs to. Several keys may belong to one: that is how a key is replaced by the next. */
export const sourceOfKey = (writeKey: string | undefined, writeKeys: WriteKeys): Source | Refusal => {
  const digest = writeKey === undefined ? '' : hash('sha256', writeKey, 'hex');
  const name = Object.hasOwn(writeKeys, digest) ? writeKeys[digest] : undefined;
  return name === undefined ? unknownKey : { kind: 'source', name };
};

/** The key's source: the key comes as the user of HTTP Basic, or as `writeKey` in the body (browsers, React Native). */
export const findSource = (
  request: APIGatewayProxyEventV2,
  body: JsonObject,
  writeKeys: WriteKeys,
): Source | Refusal => {
  const inBody = typeof body.writeKey === 'string' ? body.writeKey : undefined;
  return sourceOfKey(basicUser(request.headers.authorization) ?? inBody, writeKeys);
};
