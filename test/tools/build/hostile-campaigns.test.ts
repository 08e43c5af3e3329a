import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { buildCampaigns } from '../../../tools/build/campaigns.ts';

const CAMPAIGN = 'campaigns/cart-abandoned/campaign.yaml';
const TEMPLATE = 'campaigns/cart-abandoned/reminder.mjml';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'kairos-hostile-'));
  await cp(join(projectRoot, 'campaigns'), join(root, 'campaigns'), { recursive: true });
});
afterAll(() => rm(root, { recursive: true }));

const buildWith = async (file: string, change: (source: string) => string) => {
  const before = await readFile(join(root, file), 'utf8');
  await writeFile(join(root, file), change(before));
  try {
    return await buildCampaigns(root);
  } finally {
    await writeFile(join(root, file), before);
  }
};

describe('a campaign file with anchors', () => {
  it('that names one which is not there is a mistake with its line', async () => {
    const built = await buildWith(CAMPAIGN, (source) => source.replace('topic: promotions', 'topic: *nothing'));
    expect(built).toMatchObject({
      kind: 'mistakes',
      mistakes: [{ file: CAMPAIGN, line: 4, reason: expect.stringContaining('nothing') }],
    });
  });

  it('that holds itself is a mistake', async () => {
    const built = await buildWith(CAMPAIGN, (source) => source.replace('topic: promotions', 'topic: &a [*a]'));
    expect(built).toMatchObject({ kind: 'mistakes', mistakes: [{ file: CAMPAIGN, line: 4 }] });
  });

  it('that repeats itself a million times is a mistake', async () => {
    const lists = 'bcdefg'.split('').map((name, index) => {
      const inner = 'abcdefg'[index];
      return `${name}: &${name} [${Array(9).fill(`*${inner}`).join(', ')}]`;
    });
    const built = await buildWith(CAMPAIGN, (source) => `a: &a [x, x]\n${lists.join('\n')}\n${source}`);
    expect(built).toMatchObject({ kind: 'mistakes', mistakes: [{ file: CAMPAIGN, line: 2 }] });
  });
});

describe('a template', () => {
  it.each([
    "<a href='{{ customer.link }}'>x</a>",
    '<a href = "{{ customer.link }}">x</a>',
    '<a HREF="{{ customer.link }}">x</a>',
    "<a href='java{{ customer.link }}'>x</a>",
  ])('may not link to what a customer says, however it is written: %s', async (link) => {
    const built = await buildWith(TEMPLATE, (source) =>
      source.replace('</mj-body>', `<mj-raw>${link}</mj-raw></mj-body>`),
    );
    expect(built).toMatchObject({
      kind: 'mistakes',
      mistakes: [{ file: TEMPLATE, reason: expect.stringContaining('link') }],
    });
  });

  it('whose link is never closed is read in a moment, not in years', async () => {
    const built = await buildWith(TEMPLATE, (source) => `${source}<a href="${'{{ links.shop }}'.repeat(200)}`);
    expect(built.kind).toBe('built');
  });
});
