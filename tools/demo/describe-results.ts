import type { CloudCounts } from '../cloud/cloud-counts.ts';
import type { ShownResult } from '../cloud/shown-results.ts';
import { formatCount } from './list-counts.ts';

/** How mails were received: what people did, and beside it what machines did. */
export const describeReception = (reception: CloudCounts['reception']): string => {
  const { delivered, opened, clicked, bounced, complained, byMachines } = reception;
  const parts = { delivered, opened, clicked, bounced, complained };
  const byPeople = Object.entries(parts).map(([name, count]) => `${formatCount(count)} ${name}`);
  return `${byPeople.join(', ')} (machines opened or clicked ${formatCount(byMachines)} times)`;
};

const ARMS = { treated: 'treated', holdout: 'held out', global_holdout: 'no marketing' } as const;
const HEAD = ['campaign', 'arm', 'entries', 'mailed', 'opened', 'clicked', 'goals', 'an entry', 'revenue', 'an entry'];
const WORDS = 2;

/**
 * Results by arm as a table. Arms differ by chance too, small ones most of all: nothing here says by how much.
 * `no marketing` are people of the brand's own holdout.
 */
export const describeResults = (campaigns: readonly ShownResult[], currency: string): string => {
  const money = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  const rows = campaigns.flatMap(({ campaign, goal, arms }) =>
    arms.map(({ arm, entries, mailed, opened, clicked, goals, revenue }) => {
      const reached =
        goal === undefined
          ? ['no goal', '', '', '']
          : [
              formatCount(goals),
              `${((100 * goals) / entries).toFixed(1)} %`,
              money.format(revenue),
              money.format(revenue / entries),
            ];
      return [campaign, ARMS[arm], ...[entries, mailed, opened, clicked].map(formatCount), ...reached];
    }),
  );
  if (rows.length === 0) return 'Nobody has entered a campaign yet.';
  const table = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const aligned = (cell: string, column: number): string =>
    column < WORDS ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  return table.map((row) => row.map(aligned).join('  ').trimEnd()).join('\n');
};
