import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../tools/build/build-artifacts.ts';

const page = readFileSync(join(projectRoot, 'SECURITY.md'), 'utf8');
const read = (file: string) => readFileSync(join(projectRoot, file), 'utf8');
const checks = readdirSync(join(projectRoot, 'test/security/checks')).map((file) =>
  read(`test/security/checks/${file}`),
);

const rows = [...page.matchAll(/^\| (.+) \| `(test\/[^`]+)` › “(.+)” \|$/gm)].map(
  ([, what = '', file = '', name = '']) => ({
    what,
    file,
    name,
  }),
);

it('lists checks', () => expect(rows.length).toBeGreaterThan(30));

it.each(rows)('$what: is checked where the page says', ({ file, name }) => {
  const places = file === 'test/security/templates.test.ts' ? checks : [read(file)];
  // What a test's title is made of, where it is made of more.
  const quoted = places.some((text) => text.includes(name));
  expect(quoted).toBe(true);
});

it('has every protection of the templates in it', () => {
  const names = checks.flatMap((text) => [
    ...[...text.matchAll(/\bname: '((?:[^'\\]|\\.)+)'/g)].map(([, name]) => name),
    ...[...text.matchAll(/inProperties\('((?:[^'\\]|\\.)+)'/g)].map(([, name]) => name),
  ]);
  expect(names.length).toBeGreaterThan(14);
  expect(names.filter((name) => !rows.some((row) => row.name === name))).toEqual([]);
});
