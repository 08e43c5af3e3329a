const ORDER = ['same', 'again', 'parked', 'refused', 'other', 'BROKEN'];
const SHORT: Readonly<Record<string, string>> = {
  same: '✓',
  again: 'a',
  parked: 'p',
  refused: 'r',
  other: 'o',
  BROKEN: 'BROKEN',
};

/** Await point × fault → how often it came to which outcome. */
export const outcomeTable = () => {
  const rows = new Map<string, Map<string, Map<string, number>>>();
  let histories = 0;
  return {
    add: (at: string, kind: string, outcome: string): void => {
      histories += 1;
      const row = rows.get(at) ?? new Map<string, Map<string, number>>();
      rows.set(at, row);
      const cell = row.get(kind) ?? new Map<string, number>();
      row.set(kind, cell.set(outcome, (cell.get(outcome) ?? 0) + 1));
    },
    describe: (): readonly string[] => {
      const cells = [...rows.values()].reduce((sum, row) => sum + row.size, 0);
      const lines = [
        '',
        `${rows.size} awaits, ${cells} of await × fault, ${histories} faults tried.`,
        '✓ the same mails as without the fault · a transactional mail again · p parked · r refused by SES · o other mails (who came first under a cap)',
      ];
      for (const [at, row] of [...rows].sort(([a], [b]) => (a < b ? -1 : 1))) {
        const outcomes = [...row].map(
          ([kind, cell]) =>
            `${kind} ${ORDER.flatMap((outcome) => (cell.has(outcome) ? [`${SHORT[outcome]}${cell.get(outcome)}`] : [])).join(' ')}`,
        );
        lines.push(`${at.padEnd(36)} ${outcomes.join(' | ')}`);
      }
      return lines;
    },
  };
};
