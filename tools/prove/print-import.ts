import { segmentOfBroadcast } from '../../lambdas/core/campaign/broadcast-trigger.ts';
import type { Campaign, CampaignBook } from '../../lambdas/core/campaign/campaign.ts';
import type { loadProject } from '../demo/load-project.ts';
import { progressOn } from '../demo/progress.ts';
import { type Imported, importTwice } from './import-twice.ts';

/** The campaigns that mail somebody without anybody's starting them. */
export const beginningByThemselves = ({ campaigns }: CampaignBook): readonly Campaign[] =>
  campaigns.filter((campaign) => campaign.status === 'live' && segmentOfBroadcast(campaign) === undefined);

/** Whether all of it was taken in, and nobody was written to, nor planned to be, nor skipped: nothing was decided at all. */
export const isSilentImport = ({ events, profiles, sends, mailsByCampaign }: Imported, people: number): boolean =>
  profiles === people &&
  events.failed === 0 &&
  events.put === events.applied + events.duplicates &&
  sends.planned === 0 &&
  Object.keys(mailsByCampaign).length === 0;

/** Prints what an import of old customers, done twice, came to. False where it was not taken in whole, or began anything. */
export const printImport = async (
  project: Awaited<ReturnType<typeof loadProject>>,
  people: number,
  print: (line: string) => void,
): Promise<boolean> => {
  const startedAt = performance.now();
  const number = (value: number): string => value.toLocaleString('en-GB');
  const list = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${number(count)}`)
      .join(', ') || 'none';
  const live = beginningByThemselves(project.book).map(({ name }) => name);
  print(`${number(people)} old customers, imported twice (backfill), and four days after each.`);
  print(`campaigns: ${live.join(', ')}`);
  const progress = progressOn(process.stderr, () => performance.now());
  const imported = await importTwice(project, {
    people,
    onProgress: (come, of) =>
      progress.show(
        come / of,
        `${number(come)} of ${number(of)}, ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`,
      ),
  });
  progress.end();
  const { events, profiles, sends, members, moved, mailsByCampaign } = imported;
  const { put, applied, duplicates, failed } = events;
  print(
    `events: put ${number(put)} = applied ${number(applied)} + duplicates ${number(duplicates)} + failed ${number(failed)}`,
  );
  print(
    `profiles: ${number(profiles)}; in a segment by the import: ${list(members)}; moved by time since: ${number(moved)}`,
  );
  print(
    `sends planned: ${number(sends.planned)}; skipped: ${list(sends.skipped)}; mails sent: ${list(mailsByCampaign)}`,
  );
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  print(
    `wall time ${((performance.now() - startedAt) / 1_000).toFixed(0)} s, of a core ${((userCPUTime + systemCPUTime) / 1e6).toFixed(0)} s; memory at most ${number(Math.round(maxRSS / 1_024))} MiB`,
  );
  return isSilentImport(imported, people);
};
