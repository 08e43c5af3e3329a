import { isUtf8 } from 'node:buffer';

const CHARACTERS = 20_000;
const BYTES_SHOWN = 512;

/** What would move a cursor, ring a bell, hide, or turn the direction of writing. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text that somebody else wrote, so that a terminal only shows it; its lines stay lines. */
export const safeText = (text: string): string =>
  text.replace(UNSAFE, (unsafe) =>
    unsafe === '\n' ? unsafe : `\\u${(unsafe.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );

/** A record's bytes for a terminal: JSON in lines, other text as it is, anything else in hexadecimal. */
export const showBytes = (bytes: Uint8Array): string => {
  const buffer = Buffer.from(bytes);
  if (!isUtf8(buffer)) return inHexadecimal(buffer);
  const text = inLines(buffer.toString('utf8'));
  const end = text.length > CHARACTERS ? `\n… ${text.length - CHARACTERS} characters more` : '';
  return safeText(text.slice(0, CHARACTERS)) + end;
};

const inLines = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // no JSON, or nested too deep to be written again
  }
};

const inHexadecimal = (buffer: Buffer): string => {
  const lines: string[] = [];
  for (let from = 0; from < Math.min(buffer.length, BYTES_SHOWN); from += 32)
    lines.push(buffer.subarray(from, Math.min(from + 32, BYTES_SHOWN)).toString('hex'));
  if (buffer.length > BYTES_SHOWN) lines.push(`… ${buffer.length - BYTES_SHOWN} bytes more`);
  return lines.join('\n');
};
