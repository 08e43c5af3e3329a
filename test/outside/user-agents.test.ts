import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { userAgents } from '../../lambdas/adapters/user-agents.ts';
import type { DeviceKind } from '../../lambdas/core/event/event.ts';

const fixtures = join(process.env.KAIROS_SHARED ?? '', 'fixtures');
const read = userAgents();
const yaml = (path: string): unknown => parse(readFileSync(join(fixtures, path), 'utf8'));

const cases = z.object({
  test_cases: z.array(z.object({ user_agent_string: z.coerce.string(), family: z.coerce.string() })),
});
type Case = z.infer<typeof cases>['test_cases'][number];

/** One thing by two names: uap-core's, ours. */
const SAME = new Map([
  ['Symbian OS', 'Symbian'],
  ['Symbian^3', 'Symbian'],
  ['BlackBerry OS', 'BlackBerry'],
  ['Chrome OS', 'Chromium OS'],
  ['Linux Mint', 'Mint'],
  ['Mac OS X', 'Mac OS'],
  ['Windows Phone', 'Windows Phone OS'],
  ['Firefox Beta', 'Firefox'],
  ['Opera Mobile', 'Opera'],
  ['NCSA Mosaic', 'Mosaic'],
  ['ELinks', 'Links'],
]);

/** Browsers that another one is around or beside: what it says, it says too. */
const HOSTS = new Set(['IE', 'Firefox', 'Opera', 'Netscape', 'Safari', 'Maxthon']);

const missOf = (got: string, wanted: string, isBot: boolean): string | undefined => {
  if (got.toLowerCase() === wanted.toLowerCase() || got === SAME.get(wanted)) return undefined;
  if (isBot) return 'flagged as a program';
  if (got === 'Other') return 'not recognised';
  if (wanted === 'Other') return 'named where uap-core says nothing';
  return HOSTS.has(got) ? 'named by the browser it is built on' : 'another name';
};

/** What a row's device must be, where its file or family leaves no doubt; uap-core itself has no device classes. */
const PHONES = /^(?:Android|iOS|BlackBerry OS|Symbian|Windows Phone|Windows Mobile|Bada)/;
const DESKTOPS =
  /^(?:IE|Firefox|Netscape|Safari|Konqueror|Galeon|MyIE2|Camino|SeaMonkey|Chrome OS|Mac OS|Linux Mint|Windows)$/;
const wantedKind = (file: string, { family, user_agent_string: text }: Case): DeviceKind | undefined => {
  if (file.startsWith('opera_mini')) return /tablet|ipad/i.test(text) ? undefined : 'phone';
  if (/Windows CE|PPC;|Smartphone|Pocket|PDA|Symbian|Nokia|SonyEricsson|Mobile|Phone|PlayStation|Nitro|Wii/i.test(text))
    return undefined;
  if (DESKTOPS.test(family)) return 'desktop';
  return PHONES.test(family) ? 'phone' : undefined;
};

const measure = (file: string) => {
  const misses = new Map<string, number>();
  let [families, classes, classed] = [0, 0, 0];
  const rows = cases.parse(yaml(`uap-core/${file}`)).test_cases;
  for (const row of rows) {
    const { isBot, device } = read(row.user_agent_string);
    const got = (file.includes('_os_') ? device.os : device.browser) ?? 'Other';
    const miss = missOf(got, row.family, isBot);
    if (miss === undefined) families += 1;
    else misses.set(miss, (misses.get(miss) ?? 0) + 1);
    const kind = isBot ? undefined : wantedKind(file, row);
    if (kind !== undefined) classed += 1;
    if (kind !== undefined && kind === device.kind) classes += 1;
  }
  return { file, rows: rows.length, families, classes, classed, misses };
};

const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`.padStart(8);

describe('user agents of uap-core', () => {
  const files = readdirSync(join(fixtures, 'uap-core')).filter((file) => file.endsWith('.yaml'));
  const measured = files.map(measure);

  it('are read as uap-core reads them, but for the misses in this table', () => {
    for (const { file, rows, families, classes, classed, misses } of measured) {
      console.log(
        `${file.padEnd(38)} ${String(rows).padStart(6)}  family ${share(families, rows)}  class ${share(classes, classed || 1)} of ${classed}`,
      );
      for (const [miss, count] of [...misses].sort((a, b) => b[1] - a[1]))
        console.log(`    ${String(count).padStart(5)}  ${miss}`);
    }
    const sum = (pick: (one: (typeof measured)[number]) => number) =>
      measured.reduce((total, one) => total + pick(one), 0);
    expect(sum(({ families }) => families) / sum(({ rows }) => rows)).toBeGreaterThan(0.87);
    expect(sum(({ classes }) => classes) / sum(({ classed }) => classed)).toBeGreaterThan(0.98);
  });
});

describe('user agents of isbot', () => {
  const listed = (value: unknown): readonly string[] =>
    typeof value === 'object' && value !== null ? Object.values(value).flatMap(listed) : [String(value)];
  it.each([
    ['browsers', false],
    ['crawlers', true],
  ])('%s: at least 99 %% are told', (file, isBot) => {
    const texts = listed(yaml(`isbot/${file}.yml`));
    const right = texts.filter((text) => read(text).isBot === isBot).length;
    console.log(`isbot ${file}: ${right} of ${texts.length}`);
    expect(right / texts.length).toBeGreaterThanOrEqual(0.99);
  });
});
