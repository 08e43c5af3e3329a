import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { LogFormatError } from './log.ts';

export type Row<Column extends string> = Readonly<Record<Column, string>> & {
  /** Every cell, in the file's order: what a row's message id is hashed from. */
  readonly cells: readonly string[];
};

const nameCells = <Column extends string>(columns: readonly Column[], header: readonly string[], format: string) => {
  const places = columns.map((column) => [column, header.indexOf(column)] as const);
  const missing = places.filter(([, place]) => place < 0).map(([column]) => column);
  if (missing.length > 0)
    throw new LogFormatError(
      `no ${format} log: column ${missing.join(', ')} is missing. Its header must name ${columns.join(', ')}.`,
    );
  return (cells: readonly string[]): Row<Column> =>
    // Every column was found above; csv-parse refuses a row of another length.
    Object.assign(
      Object.fromEntries(places.map(([column, place]) => [column, cells[place] ?? ''])) as Record<Column, string>,
      { cells },
    );
};

/** The rows of a CSV file with a header line, one after another. Throws a LogFormatError where a column is missing. */
export async function* readCsv<Column extends string>(
  bytes: AsyncIterable<Uint8Array>,
  columns: readonly Column[],
  format: string,
): AsyncIterable<Row<Column>> {
  const records: AsyncIterable<readonly string[]> = pipeline(Readable.from(bytes), parse({ bom: true }), () => {});
  let name: ((cells: readonly string[]) => Row<Column>) | undefined;
  for await (const cells of records) {
    if (name === undefined) name = nameCells(columns, cells, format);
    else yield name(cells);
  }
}
