/** What one request may be. */
export const preferenceLimits = {
  /** A form of a hundred topics; RFC 8058's is 26 bytes, or some 200 as multipart. */
  bodyBytes: 8 * 1024,
  /** How long a repeated request repeats its event too: well within the dedupe's memory. */
  tellAgainMs: 24 * 3_600_000,
} as const;
