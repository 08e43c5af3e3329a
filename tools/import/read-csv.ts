import { isUtf8 } from 'node:buffer';
import { type LogCounts, LogFormatError, setAside } from './log.ts';
import { splitCells } from './split-cells.ts';
import { splitLines } from './split-lines.ts';

export type Row<Column extends string> = Readonly<Record<Column, string>> & {
  /** Every cell, in the file's order: what a row's message id is hashed from. */
  readonly cells: readonly string[];
};

const placesOf = <Column extends string>(columns: readonly Column[], header: readonly string[], format: string) => {
  const places = columns.map((column) => [column, header.indexOf(column)] as const);
  const missing = places.filter(([, place]) => place < 0).map(([column]) => column);
  if (missing.length > 0)
    throw new LogFormatError(
      `no ${format} log: column ${missing.join(', ')} is missing. Its header must name ${columns.join(', ')}.`,
    );
  return places;
};

/** The line's cells, or why it has none. */
const cellsOf = (line: Buffer): readonly string[] | 'not_utf8' | 'broken_quotes' => {
  if (!isUtf8(line)) return 'not_utf8';
  return splitCells(line.toString('utf8')) ?? 'broken_quotes';
};

/**
 * The rows of a CSV file with a header line, one a line, counted as they come. A line that is no row is set aside with
 * its reason: as a cell never spans lines, a quote that nobody closed costs its own line and no other. Throws a
 * LogFormatError where the header misses a column.
 */
export async function* readCsv<Column extends string>(
  bytes: AsyncIterable<Uint8Array>,
  columns: readonly Column[],
  format: string,
  counts: LogCounts,
): AsyncIterable<Row<Column>> {
  let places: readonly (readonly [Column, number])[] | undefined;
  let width = 0;
  for await (const line of splitLines(bytes)) {
    if (line.length === 0) continue;
    if (places === undefined) {
      const header = line.toString('utf8').replace(/^\ufeff/, '');
      const cells = splitCells(header) ?? [];
      places = placesOf(columns, cells, format);
      width = cells.length;
      continue;
    }
    counts.rows += 1;
    const cells = cellsOf(line);
    if (typeof cells === 'string') setAside(counts, cells);
    else if (cells.length !== width) setAside(counts, 'wrong_number_of_columns');
    else {
      const named = Object.fromEntries(places.map(([column, place]) => [column, cells[place] ?? '']));
      yield Object.assign(named as Record<Column, string>, { cells }); // every column was found above
    }
  }
  if (places === undefined) throw new LogFormatError(`no ${format} log: it is empty, without even a header.`);
}
