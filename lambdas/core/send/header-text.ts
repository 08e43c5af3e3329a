/** Control characters (CR, LF and NUL begin a header of somebody else's) and those that turn the writing direction. */
const UNSAFE = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2028\u2029\u2066-\u2069]+/gu;

/** May the text stand in a header as it is? */
export const isHeaderSafe = (text: string): boolean => text.search(UNSAFE) === -1;

/** The text on one line, with a blank for each run of characters that no header may hold. */
export const toHeaderText = (text: string): string => text.replaceAll(UNSAFE, ' ').trim();
