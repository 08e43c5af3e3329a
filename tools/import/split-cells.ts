/** A cell and what ends it: in quotes, where a doubled one stands for itself, or bare. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;

/** A CSV line's cells; undefined where a quote is not closed, or stands where none may (RFC 4180). */
export const splitCells = (line: string): readonly string[] | undefined => {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  CELL.lastIndex = 0;
  for (let cell = CELL.exec(line); cell !== null; cell = CELL.exec(line)) {
    const [, quoted, bare = '', end] = cell;
    cells.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end === '') return cells;
  }
  return undefined;
};
