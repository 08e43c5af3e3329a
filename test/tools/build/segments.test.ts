import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { describeMistake } from '../../../tools/build/campaigns/mistake.ts';
import { buildCampaigns } from '../../../tools/build/campaigns.ts';

const DAY_MS = 86_400_000;

/** A shop of one receipt, and whatever segments a case writes. */
let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kairos-segments-'));
  await mkdir(join(root, 'campaigns/segments'), { recursive: true });
  for (const file of [
    'brand.yaml',
    'brand.schema.json',
    'campaign.schema.json',
    'segment.schema.json',
    'layout',
    'order-confirmation',
  ])
    await cp(join(projectRoot, 'campaigns', file), join(root, 'campaigns', file), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

const RECEIPT = 'campaigns/order-confirmation/campaign.yaml';

const write = (name: string, is: string) =>
  writeFile(join(root, `campaigns/segments/${name}.yaml`), `title: A segment\nis: ${is}\n`);

const mistakes = async (): Promise<readonly string[]> => {
  const built = await buildCampaigns(root);
  return built.kind === 'mistakes' ? built.mistakes.map(describeMistake) : [];
};

const built = async () => {
  const outcome = await buildCampaigns(root);
  if (outcome.kind === 'mistakes') throw new Error(outcome.mistakes.map(describeMistake).join('\n'));
  return outcome.book;
};

/** Gives the receipt an audience. */
const ask = async (audience: string): Promise<void> => {
  const text = await readFile(join(root, RECEIPT), 'utf8');
  await writeFile(join(root, RECEIPT), `${text.replace(/^audience:.*\n/m, '')}audience: ${audience}\n`);
};

describe('segments', () => {
  it('are compiled once, in each other’s place too, whichever file comes first', async () => {
    await write('a-lot', '{ all: [{ segment: regulars }, { orders: revenue, atLeast: 99.5 }] }');
    await write('regulars', '{ did: Order Completed, atLeast: 3, within: 7d }');
    await ask('{ not: { segment: a-lot } }');
    const { segments, campaigns } = await built();
    const regulars = { did: 'Order Completed', atLeast: 3, withinMs: 7 * DAY_MS };
    const aLot = {
      all: [
        { segment: 'regulars', is: regulars },
        { orders: 'revenue', atLeast: 995_000 },
      ],
    };
    expect(segments.map(({ name, title, predicate }) => ({ name, title, predicate }))).toEqual([
      { name: 'a-lot', title: 'A segment', predicate: aLot },
      { name: 'regulars', title: 'A segment', predicate: regulars },
    ]);
    expect(campaigns[0]?.audience).toEqual({ not: { segment: 'a-lot', is: aLot } });
  });

  it('are another version when their condition, or one in it, is another; and so is what asks for them', async () => {
    const versions = async (is: string) => {
      await write('inner', is);
      await write('outer', '{ segment: inner }');
      await ask('{ segment: outer }');
      const { segments, campaigns } = await built();
      return [...segments.map(({ version }) => version), campaigns[0]?.version];
    };
    const [one, same, other] = [
      await versions('{ trait: a }'),
      await versions('{trait: a}'),
      await versions('{ trait: b }'),
    ];
    expect(same).toEqual(one);
    for (const [n, version] of other.entries()) expect(version).not.toBe(one[n]);
  });

  it.each<[string, string, object]>([
    [
      'once is when it last happened',
      '{ did: Order Completed, atLeast: 1, within: 90m }',
      { did: 'Order Completed', withinMs: 5_400_000 },
    ],
    [
      'never is its opposite',
      '{ did: Order Completed, atMost: 0, within: 60d }',
      { not: { did: 'Order Completed', withinMs: 60 * DAY_MS } },
    ],
    [
      'the longest window that is counted',
      '{ did: Order Completed, atLeast: 2, within: 31d }',
      { did: 'Order Completed', atLeast: 2, withinMs: 31 * DAY_MS },
    ],
    [
      'a count without a window',
      '{ did: Order Completed, atLeast: 2, atMost: 9 }',
      { did: 'Order Completed', atLeast: 2, atMost: 9 },
    ],
    [
      'three favourites unless said otherwise',
      '{ affinity: brand, is: Rye }',
      { affinity: 'brand', is: 'Rye', top: 3 },
    ],
    ['a list that holds', '{ trait: tags, contains: vip }', { trait: 'tags', contains: 'vip' }],
    ['seen lately', '{ seen: { within: 30d } }', { seen: { withinMs: 30 * DAY_MS } }],
    ['a trait between', '{ trait: visits, atLeast: 1.5, atMost: 3 }', { trait: 'visits', atLeast: 1.5, atMost: 3 }],
    ['orders, exactly', '{ orders: count, equals: 1 }', { orders: 'count', equals: 1 }],
  ])('mean what they say: %s', async (_case, is, expected) => {
    await write('one', is);
    expect((await built()).segments[0]?.predicate).toEqual(expected);
  });

  it('are asked for consent and local time in campaigns', async () => {
    await ask('{ all: [{ consent: promotions }, { localTime: { from: "08:00", to: "20:00", days: [mon, fri] } }] }');
    expect((await built()).campaigns[0]?.audience).toEqual({
      all: [{ consent: 'promotions' }, { localTime: { from: '08:00', to: '20:00', days: ['mon', 'fri'] } }],
    });
  });
});

describe('a mistake in a segment', () => {
  const at = 'campaigns/segments/one.yaml:2:';
  it('is its own name', async () => {
    await write('one', '{ segment: one }');
    expect(await mistakes()).toEqual([`${at} names itself. Write out one of the two conditions.`]);
  });

  it('is a ring of names', async () => {
    await write('one', '{ not: { segment: two } }');
    await write('two', '{ any: [{ trait: a }, { segment: one }] }');
    expect(await mistakes()).toEqual([
      `${at} names "two", which leads back to "one". Write out one of the two conditions.`,
      'campaigns/segments/two.yaml:2: names "one", which leads back to "two". Write out one of the two conditions.',
    ]);
  });

  it.each<[string, string, string]>([
    [
      'a window longer than days are kept',
      '{ did: Order Completed, atLeast: 2, within: 32d }',
      'is counts within 32d. Counts are kept by UTC day, for 31 of them: write 1d to 31d.',
    ],
    [
      'a window of hours',
      '{ did: Order Completed, atMost: 2, within: 36h }',
      'is counts within 36h. Counts are kept by UTC day',
    ],
    ['half an order', '{ did: Order Completed, atLeast: 1.5 }', 'is counts in other than whole numbers.'],
    [
      'bounds that cross',
      '{ orders: count, atLeast: 3, atMost: 2 }',
      'is asks for at least 3 and at most 2. No number is both',
    ],
    [
      'orders compared with nothing',
      '{ orders: revenue }',
      "is compares the orders' revenue with nothing. Add atLeast, atMost or equals with a number.",
    ],
    [
      'a bound of nothing',
      '{ seen: { within: 1d }, atLeast: 2 }',
      'is compares nothing. atLeast, atMost and equals belong to did, trait, cart and orders.',
    ],
    [
      'equals beside did',
      '{ did: Order Completed, equals: 2 }',
      'is has equals beside did. Write atLeast, atMost or both.',
    ],
    ['consent', '{ all: [{ consent: promotions }] }', 'is.all[0] asks for consent, which belongs to the address.'],
    ['a local time', '{ localTime: { from: "08:00", to: "20:00" } }', 'is asks for a local time.'],
    [
      'a time of day that is none',
      '{ localTime: { from: "8", to: "20:00" } }',
      'is.localTime.from "8" is not a time of day.',
    ],
    ['since entry', '{ did: Order Completed, since: entry }', 'is asks since entry. A segment has no entry'],
    [
      'a segment that is not there',
      '{ segment: nobody }',
      'is names "nobody", no segment. Create campaigns/segments/nobody.yaml, or write one of one.',
    ],
    [
      'an event that nobody sends',
      '{ did: Order Complete }',
      'no event is called "Order Complete". Write Order Completed.',
    ],
    ['no condition at all', '{ atLeast: 2 }', 'is is not a condition. Give it exactly one of'],
    ['a favourite without its name', '{ affinity: brand }', '"affinity" needs "is"'],
  ])('is told with file, line, reason and remedy: %s', async (_case, is, expected) => {
    await write('one', is);
    const found = await mistakes();
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`${at} ${expected}`);
  });

  it('is its name, when that is no name', async () => {
    await write('Big Spenders', '{ trait: a }');
    expect((await mistakes())[0]).toContain(
      'campaigns/segments/Big Spenders.yaml:1: "Big Spenders" is no name of a segment.',
    );
  });

  it('is one too many', async () => {
    for (let n = 0; n < 51; n += 1) await write(`segment-${n}`, '{ trait: a }');
    expect(await mistakes()).toEqual([
      expect.stringContaining('campaigns/segments:1: there are 51 segments, more than 50.'),
    ]);
  });
});

describe('a mistake in what a campaign asks', () => {
  it.each<[string, string, string]>([
    [
      'an unknown topic',
      '{ consent: gossip }',
      'audience asks for "gossip", no topic of brand.yaml. Write one of promotions.',
    ],
    ['a count since entry', '{ did: Order Completed, atLeast: 2, since: entry }', 'audience counts since entry.'],
    [
      'a time that is none',
      '{ localTime: { from: "08:00", to: "08:00" } }',
      'audience begins and ends at the same time.',
    ],
    [
      'a segment that is not there',
      '{ not: { segment: nobody } }',
      'audience.not names "nobody", no segment. Create campaigns/segments/nobody.yaml.',
    ],
  ])('is told with its place: %s', async (_case, audience, expected) => {
    await ask(audience);
    expect((await mistakes())[0]).toContain(expected);
  });
});
