import { isUtf8 } from 'node:buffer';
import { limits } from '../limits.ts';
import { refuse } from '../refusal.ts';
import type { Framing, Opened } from './framing.ts';

const BRACE = 0x7b;
const BRACKET = 0x5b;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const WHITESPACE = new Set([0x20, 0x09, 0x0a, 0x0d]);

const startOfText = (bytes: Uint8Array): number => {
  let at = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte) ? BYTE_ORDER_MARK.length : 0;
  while (WHITESPACE.has(bytes[at] ?? -1)) at += 1;
  return at;
};

const parse = (bytes: Uint8Array): Opened => {
  if (!isUtf8(bytes)) return refuse('not_json', 'is not UTF-8');
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
  } catch {
    // The parser's own words quote the text, which may be personal.
    return refuse('not_json', 'is not valid JSON');
  }
  if (!Array.isArray(document)) return { kind: 'message', document };
  if (document.length === 0) return refuse('invalid_envelope', 'is an empty list');
  if (document.length > limits.messagesARecord)
    return refuse('too_large', `holds more than ${limits.messagesARecord} messages`);
  return { kind: 'messages', documents: document };
};

/** A message, or a list of messages, as JSON text. */
export const json: Framing = {
  name: 'json',
  matches: (bytes) => {
    const first = bytes[startOfText(bytes)];
    return first === BRACE || first === BRACKET;
  },
  open: (bytes) => parse(bytes.subarray(startOfText(bytes))),
};
