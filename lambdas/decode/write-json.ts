/** Not in TypeScript's own declarations yet. Source: https://tc39.es/proposal-json-parse-with-source/ */
declare global {
  interface JSON {
    rawJSON(text: string): unknown;
  }
}

const keepEndless = (_key: string, value: unknown): unknown =>
  value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY
    ? JSON.rawJSON(value > 0 ? '1e999' : '-1e999')
    : value;

/**
 * What was parsed as JSON text again, for a failed event: a number beyond 1.8e308 stays one, where `JSON.stringify`
 * alone would mend it to null, and what is put back later would be another event. Throws where it is nested too deep.
 */
export const writeJson = (document: unknown): string => JSON.stringify(document, keepEndless);
