import type { UnmergeReport } from '../../lambdas/unmerge-profiles/unmerge-request.ts';
import type { CloudClock } from '../cloud/clock.ts';
import type { EmbeddedCloud } from '../cloud/embedded-cloud.ts';

/** Two identifiers that were taken apart, `user:ada` and `anonymous:phone`, and when that was known. */
export interface Severed {
  readonly a: string;
  readonly b: string;
  readonly at: number;
}

const AGAIN_MS = 60_000;
/** What another attempt may answer differently. */
const PASSING: readonly UnmergeReport['kind'][] = ['lake_behind', 'out_of_time', 'contended'];

/** What an engineer does: the same command again, until it says that it is done or why it never will be. */
export const unmergeUntilDone = (
  { unmerge }: Pick<EmbeddedCloud, 'unmerge'>,
  clock: CloudClock,
  { a, b }: { readonly a: string; readonly b: string },
  onDone: (report: UnmergeReport) => void,
): void => {
  const attempt = (): void => {
    const again = (): void => void clock.at(clock.now() + AGAIN_MS, attempt);
    unmerge({ a, b }).then((report) => (PASSING.includes(report.kind) ? again() : onDone(report)), again);
  };
  attempt();
};
