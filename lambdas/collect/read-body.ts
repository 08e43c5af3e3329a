import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { JsonObject } from '../core/event/event.ts';
import { inflate, isGzip } from '../decode/framing/gzip.ts';
import { collectorLimits } from './limits.ts';
import { type Refusal, refuse } from './refuse-request.ts';

const tooLarge = refuse(
  413,
  'body_too_large',
  `Send at most ${collectorLimits.bodyBytes} bytes a request, after gzip too: flush smaller batches.`,
);

/** JSON.parse makes nothing else of an object's text; a list or a bare value is none. */
const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readBytes = ({ body = '', isBase64Encoded }: APIGatewayProxyEventV2): Uint8Array | Refusal => {
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.byteLength > collectorLimits.bodyBytes) return tooLarge;
  // By the bytes: RudderStack labels its gzip as a form, the browser SDK its JSON as plain text.
  if (!isGzip(bytes)) return bytes;
  const inflated = inflate(bytes, collectorLimits.bodyBytes);
  switch (inflated.kind) {
    case 'inflated':
      return inflated.bytes;
    case 'too_large':
      return tooLarge;
    case 'corrupt':
      return refuse(400, 'not_json', 'The gzip body is broken: send it again whole, or without gzip.');
  }
};

export type Body = { readonly kind: 'body'; readonly body: JsonObject };

/** The body as one JSON object, whatever its label says. */
export const readBody = (request: APIGatewayProxyEventV2): Body | Refusal => {
  const bytes = readBytes(request);
  return 'kind' in bytes ? bytes : parseBody(bytes);
};

/** Fatal: a broken character would become another one, and so would an id or an address that holds it. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

const readText = (bytes: Uint8Array): string | undefined => {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
};

export const parseBody = (bytes: Uint8Array): Body | Refusal => {
  const text = readText(bytes);
  if (text === undefined) return refuse(400, 'not_utf8', 'The body is no valid UTF-8: encode its text as UTF-8.');
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return refuse(400, 'not_json', 'The body is no valid JSON: send one JSON object.');
  }
  return isObject(body) ? { kind: 'body', body } : refuse(400, 'not_a_message', 'The body must be one JSON object.');
};
