import { type Incompatibility, tooStrict } from '../incompatibility.ts';
import type { Conjunction } from './conjunction.ts';
import { compareCounts } from './numbers.ts';
import { mayBe } from './types.ts';

/** Nobody can say which of two expressions or formats is the wider: the same one is asked for. */
const allOrNothing =
  (...keywords: readonly string[]) =>
  (writer: Conjunction, reader: Conjunction): readonly Incompatibility[] =>
    keywords.flatMap((keyword) => {
      const held = writer.parts.map((part) => part[keyword]).filter((value) => value !== undefined);
      return reader.parts
        .map((part) => part[keyword])
        .filter((value) => value !== undefined && !held.includes(value))
        .map((value) => tooStrict(keyword, value, held[0]));
    });

const comparePatterns = allOrNothing('pattern');

/** What validators see in a format differs: no value is tried against one. */
export const compareFormats = (writer: Conjunction, reader: Conjunction): readonly Incompatibility[] =>
  mayBe(writer.types, 'string') ? allOrNothing('format', 'contentEncoding', 'contentMediaType')(writer, reader) : [];

export const compareStrings = (writer: Conjunction, reader: Conjunction): readonly Incompatibility[] => [
  ...compareCounts(writer, reader, { min: 'minLength', max: 'maxLength' }),
  ...comparePatterns(writer, reader),
  ...compareFormats(writer, reader),
];
