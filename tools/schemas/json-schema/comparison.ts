import type { Incompatibility } from '../incompatibility.ts';
import type { Conjunction } from './conjunction.ts';
import type { All, Resolve } from './schema.ts';

/** What a family of keywords is given: two schemas laid flat, and how to compare what lies inside them. */
export interface Comparison {
  /** What the data may be. */
  readonly writer: Conjunction;
  /** What takes them. */
  readonly reader: Conjunction;
  readonly resolveReader: Resolve;
  /** What the second refuses of what the first allows; places are told from `at` on. */
  compare(writer: All, reader: All, at: string): readonly Incompatibility[];
  /** The other way round: what a schema of the writer's refuses of what one of the reader's allows. */
  compareBack(reader: All, writer: All): readonly Incompatibility[];
  /** Whether no document satisfies both; false where that is not plain to see. */
  disjoint(writer: All, reader: All): boolean;
}
