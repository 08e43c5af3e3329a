/** No character takes more bytes as JSON: a control character is written `\u0001`. */
const LARGEST_CHARACTER = 6;
/** Characters that are one byte each as JSON: most texts hold no others. */
const PLAIN = /^[ !#-[\]-~]*$/;
const QUOTES = 2;

/** What a value takes as UTF-8 JSON: the measure of all that is kept on an item, whose size a table limits in bytes. */
export const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '');

/** Whether a text takes at most `limit` bytes as JSON, its quotes not counted. */
export const isWithin = (text: string, limit: number): boolean =>
  text.length <= limit &&
  (text.length * LARGEST_CHARACTER <= limit || PLAIN.test(text) || jsonBytes(text) - QUOTES <= limit);

/** The longest beginning of a text that takes at most `limit` bytes as JSON, its quotes not counted; no half characters. */
export const cutText = (text: string, limit: number): string => {
  if (isWithin(text, limit)) return text;
  let [length, bytes] = [0, 0];
  for (const character of text) {
    bytes += jsonBytes(character) - QUOTES;
    if (bytes > limit) break;
    length += character.length;
  }
  return text.slice(0, length);
};
