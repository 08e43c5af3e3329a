/** A definition without what does not change its meaning to a reader: white space, order of keys, comments. */
export const canonicalDefinition = (name: string, text: string): string =>
  name.endsWith('.proto') ? canonicalProto(text) : JSON.stringify(sorted(JSON.parse(text)));

const sorted = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  );
};

const canonicalProto = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, ' ')
    .replaceAll(/\/\/[^\n]*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([^\w."' -]) ?/g, '$1')
    .trim();
