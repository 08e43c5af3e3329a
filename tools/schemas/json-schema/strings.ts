import { type Incompatibility, tooStrict } from '../incompatibility.ts';
import type { Conjunction } from './conjunction.ts';
import { compareCounts } from './numbers.ts';

/** Nobody can say which of two expressions or formats is the wider: the same one is asked for. */
const ALL_OR_NOTHING = ['pattern', 'format', 'contentEncoding', 'contentMediaType'];

export const compareStrings = (writer: Conjunction, reader: Conjunction): readonly Incompatibility[] => [
  ...compareCounts(writer, reader, { min: 'minLength', max: 'maxLength' }),
  ...ALL_OR_NOTHING.flatMap((keyword) => {
    const held = writer.parts.map((part) => part[keyword]).filter((value) => value !== undefined);
    return reader.parts
      .map((part) => part[keyword])
      .filter((value) => value !== undefined && !held.includes(value))
      .map((value) => tooStrict(keyword, value, held[0]));
  }),
];
