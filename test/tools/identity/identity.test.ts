import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import book from '../../../lambdas/generated/campaigns.js';
import validators from '../../../lambdas/generated/validators.js';
import type { UnmergeReport } from '../../../lambdas/unmerge-profiles/unmerge-request.ts';
import { cloudClock } from '../../../tools/cloud/clock.ts';
import { createEmbeddedCloud, type EmbeddedCloud } from '../../../tools/cloud/embedded-cloud.ts';
import { startApiFront } from '../../../tools/cloud/fronts/api.ts';
import type { Front } from '../../../tools/cloud/fronts/listen.ts';
import { seededRandom } from '../../../tools/cloud/seeded-random.ts';
import { describeIdentity } from '../../../tools/identity/describe-identity.ts';
import { describeUnmerge } from '../../../tools/identity/describe-unmerge.ts';
import { demoSource } from '../../../tools/identity/identity-source.ts';

const NOON = Date.UTC(2026, 5, 1, 12);
let cloud: EmbeddedCloud;
let front: Front;
let folder: string;
let file: string;
beforeEach(async () => {
  cloud = await createEmbeddedCloud({ clock: cloudClock(NOON), random: seededRandom(1), book, validators });
  front = await startApiFront({ port: 0, cloud });
  folder = await mkdtemp(join(tmpdir(), 'kairos-identity-'));
  file = join(folder, 'endpoints.json');
  await writeFile(
    file,
    JSON.stringify({ kinesis: front.url, collector: front.url, api: front.url, console: front.url }),
  );
});
afterEach(async () => {
  await front.close();
  await rm(folder, { recursive: true });
});

const happen = async (...messages: readonly object[]): Promise<void> => {
  const timeOf = (n: number) => new Date(NOON + n * 1_000).toISOString();
  cloud.putRecords(
    messages.map((message, n) => ({
      partitionKey: 'one',
      data: Buffer.from(
        JSON.stringify({ type: 'page', source: 'web', timestamp: timeOf(n), receivedAt: timeOf(n), ...message }),
      ),
    })),
  );
  await cloud.advanceTo(cloud.clock.now() + 120_000);
};
const explain = async (of: string): Promise<readonly string[]> =>
  describeIdentity(of, await (await demoSource(file)).explain(of));
/** Ids are hashes: only whether a line names one is of interest. */
const plain = (lines: readonly string[]): readonly string[] => lines.map((line) => line.replace(/[\w-]{22}/g, '<id>'));

const adaOnTablet = [
  { messageId: 'm-1', anonymousId: 'tablet' },
  { messageId: 'm-2', userId: 'ada', type: 'identify', traits: { email: 'home@example.com' } },
  { messageId: 'm-3', userId: 'ada', anonymousId: 'tablet' },
];

describe('kairos identity explain', () => {
  it('says in sentences where an identifier leads, by which way, and what linked and merged', async () => {
    await happen(...adaOnTablet);
    expect(plain(await explain('user:ada'))).toEqual([
      'user:ada is the profile <id> (version 1), known since 2026-06-01 12:00:00 UTC.',
      '  user:ada leads to anonymous:tablet by the event web:m-3, received 2026-06-01 12:00:02 UTC, which named user:ada and anonymous:tablet.',
      'What leads to it:',
      '  user:ada, by the event web:m-3, received 2026-06-01 12:00:02 UTC, which named user:ada and anonymous:tablet.',
      '  anonymous:tablet, where it lives.',
      'Merges, oldest first:',
      '  anonymous:tablet (version 0) took in user:ada (version 0) by the event web:m-3, received 2026-06-01 12:00:02 UTC, which named user:ada and anonymous:tablet.',
    ]);
  });

  it('finds the same by the kindless id, the profile’s own id and the address', async () => {
    await happen(...adaOnTablet);
    const [first] = await (await demoSource(file)).explain('user:ada');
    for (const of of ['ada', 'tablet', first?.profile?.id ?? '', ' Home@Example.com '])
      expect((await (await demoSource(file)).explain(of))[0]?.profile).toEqual(first?.profile);
  });

  it('shows every profile at an address that a family shares, and that they stay apart', async () => {
    await happen(...adaOnTablet);
    await happen({ messageId: 'm-9', userId: 'ben', type: 'identify', traits: { email: 'home@example.com' } });
    const lines = await explain('home@example.com');
    expect(lines[0]).toBe('2 profiles were reached at home@example.com; they stay apart.');
    expect(lines.filter((line) => line.includes(' is the profile '))).toHaveLength(2);
  });

  it('says what to say where nobody is known', async () => {
    expect(await explain('user:eve')).toEqual([
      "Nobody is known as user:eve. Say user:… or anonymous:…, a profile's id, or an address.",
    ]);
  });
});

describe('kairos identity unmerge', () => {
  it('takes two apart on the running demo, and explain says so', async () => {
    await happen(...adaOnTablet);
    const source = await demoSource(file);
    const report = await source.unmerge({ a: 'user:ada', link: 'web:m-3' });
    expect(plain(describeUnmerge(report).lines)).toEqual([
      'Two people again:',
      '  kept   <id>: 1 identifier, 1 event',
      '  taken  <id>: 1 identifier, 2 events',
      'Read from 1 objects of the lake.',
      'Mails that were still planned for the one person end as skipped (unmerged).',
    ]);
    expect(plain(await explain('ada'))).toContain('Taken apart by an operator, never to be joined again:');
    expect(describeUnmerge(await source.unmerge({ a: 'ada', b: 'tablet' }))).toEqual({
      lines: ['They were taken apart before: nothing to do.'],
      ok: true,
    });
  });

  it('is told what is wrong with a request', async () => {
    await expect((await demoSource(file)).unmerge({ a: 'ada' })).rejects.toThrow(/status 400.*b or link/);
  });

  it('says what to do where no demo is live', async () => {
    await expect(demoSource(join(folder, 'none.json'))).rejects.toThrow(/no demo is live .* --stage/);
  });

  it.each<[UnmergeReport, RegExp]>([
    [{ kind: 'lake_behind', missing: 3 }, /3 events .* try again/],
    [{ kind: 'out_of_time', objectsRead: 10, objects: 90 }, /10 of 90 objects.*--from/],
    [{ kind: 'unknown', which: 'link' }, /explain lists the events/],
    [{ kind: 'unknown', which: 'b' }, /second identifier/],
    [{ kind: 'too_large', limit: 'events' }, /200,000 events/],
    [{ kind: 'not_linked' }, /two people already/],
    [{ kind: 'erased' }, /erased/],
    [{ kind: 'contended' }, /Try again/],
  ])('names the remedy: %j', (report, text) => {
    const { lines, ok } = describeUnmerge(report);
    expect(ok).toBe(false);
    expect(lines.join(' ')).toMatch(text);
  });
});
