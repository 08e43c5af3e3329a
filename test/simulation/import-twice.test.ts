import { describe, expect, it } from 'vitest';
import { loadProject } from '../../tools/demo/load-project.ts';
import { importTwice } from '../../tools/prove/import-twice.ts';
import { beginningByThemselves, isSilentImport } from '../../tools/prove/print-import.ts';

const PEOPLE = 48;

describe('an import of old customers, done twice', () => {
  it('is on their profiles, and begins nothing: not when it comes, and not as days pass', async () => {
    const imported = await importTwice(await loadProject(), { people: PEOPLE });
    expect(imported.sends).toEqual({ planned: 0, sent: 0, skipped: {} });
    expect(imported.members.lapsed).toBe(40);
    expect(imported.members.browsing).toBe(8);
    expect(imported.moved).toBeGreaterThan(0);
    expect(imported.events.duplicates).toBeGreaterThan(0);
    expect(isSilentImport(imported, PEOPLE)).toBe(true);
  });

  it('would begin every shipped campaign, were it not for `backfill`', async () => {
    const project = await loadProject();
    const live = await importTwice(project, { people: PEOPLE, backfill: false });
    expect(isSilentImport(live, PEOPLE)).toBe(false);
    expect(live.profiles).toBe(PEOPLE);
    const shipped = beginningByThemselves(project.book).map(({ name }) => name);
    expect(Object.keys(live.mailsByCampaign).sort()).toEqual([...shipped].sort());
  });
});
