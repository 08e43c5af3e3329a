import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { checkAgainst, checkSchemas } from '../../../tools/schemas/check-schemas.ts';
import { compatibilityModes } from '../../../tools/schemas/compatibility-mode.ts';
import { requireCompatibleSchemas } from '../../../tools/schemas/require-compatible-schemas.ts';
import { describeFindings } from '../../../tools/schemas/schema-finding.ts';
import { readSchemaFolder } from '../../../tools/schemas/schema-folder.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kairos-schemas-'));
});
afterEach(() => rm(root, { recursive: true }));

/** A checkout whose `schemas/` has these files. */
const aCheckout = async (name: string, files: Readonly<Record<string, unknown>>): Promise<string> => {
  for (const [file, content] of Object.entries(files)) {
    const path = join(root, name, 'schemas', file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return join(root, name);
};
const folderOf = async (files: Readonly<Record<string, unknown>>, name = 'here') =>
  readSchemaFolder(join(await aCheckout(name, files), 'schemas'));

const gift = (mode: string, required: readonly string[], more: object = {}) => ({
  title: 'Gift Sent',
  'x-compatibility': mode,
  type: 'object',
  properties: { to: { type: 'string' }, note: { type: 'string' } },
  required,
  ...more,
});

/** Every version is read by what accepts nothing less than it, and so on: 1 asks for nothing, 2 for `to`, 3 for nothing. */
const found = async (mode: string, ...required: readonly (readonly string[])[]) =>
  checkSchemas(
    await folderOf(
      Object.fromEntries(required.map((names, index) => [`gift-sent/${index + 1}.json`, gift(mode, names)])),
    ),
  ).map(({ schema, comparedWith, breaks }) => `${schema} ${comparedWith} ${breaks}`);

const OLD_DATA = 'new consumers reading old data';
const NEW_DATA = 'old consumers reading new data';

describe('a mode says what a version is held to', () => {
  it.each([
    ['NONE', []],
    ['BACKWARD', [`gift-sent/2.json gift-sent/1.json ${OLD_DATA}`]],
    ['BACKWARD_ALL', [`gift-sent/2.json gift-sent/1.json ${OLD_DATA}`]],
    ['FORWARD', []],
    ['FORWARD_ALL', []],
    ['FULL', [`gift-sent/2.json gift-sent/1.json ${OLD_DATA}`]],
    ['FULL_ALL', [`gift-sent/2.json gift-sent/1.json ${OLD_DATA}`]],
    ['DISABLED', ['gift-sent/2.json undefined the registry']],
  ])('%s, where a version asks for more', async (mode, expected) => {
    expect(compatibilityModes).toContain(mode);
    expect(await found(mode, [], ['to'])).toEqual(expected);
  });

  it.each([
    ['BACKWARD', []],
    ['FORWARD', [`gift-sent/2.json gift-sent/1.json ${NEW_DATA}`]],
    ['FULL', [`gift-sent/2.json gift-sent/1.json ${NEW_DATA}`]],
  ])('%s, where a version asks for less', async (mode, expected) =>
    expect(await found(mode, ['to'], [])).toEqual(expected),
  );

  it('_ALL looks behind the last one', async () => {
    expect(await found('FORWARD', ['to', 'note'], ['to', 'note'], ['to', 'note'])).toEqual([]);
    // 1 → 2 asks for less; 3 is as 2, and old consumers of 1 cannot read it.
    const [second, third] = [
      `gift-sent/2.json gift-sent/1.json ${NEW_DATA}`,
      `gift-sent/3.json gift-sent/1.json ${NEW_DATA}`,
    ];
    expect(await found('FORWARD', ['to'], [], [])).toEqual([second]);
    expect(await found('FORWARD_ALL', ['to'], [], [])).toEqual([second, third]);
  });

  it('each version has its own mode: one may break with the past on purpose', async () => {
    const folder = await folderOf({
      'gift-sent/1.json': gift('BACKWARD', []),
      'gift-sent/2.json': gift('NONE', ['to']),
      'gift-sent/3.json': gift('BACKWARD', ['to']),
    });
    expect(checkSchemas(folder)).toEqual([]);
  });

  it('a version that is DISABLED is the only one, whatever the next one says', async () => {
    const folder = await folderOf({ 'gift-sent/1.json': gift('DISABLED', []), 'gift-sent/2.json': gift('NONE', []) });
    expect(checkSchemas(folder)).toMatchObject([
      { schema: 'gift-sent/2.json', reason: expect.stringContaining('DISABLED') },
    ]);
  });

  it.each([[undefined], ['SIDEWAYS']])('%s is no mode', async (mode) => {
    await expect(folderOf({ 'gift-sent/1.json': { title: 'Gift Sent', 'x-compatibility': mode } })).rejects.toThrow(
      'schemas/gift-sent/1.json, at /x-compatibility',
    );
  });
});

const avro = (...names: readonly string[]) => ({
  type: 'record',
  name: 'GiftSent',
  title: 'Gift Sent',
  'x-compatibility': 'FULL',
  fields: names.map((name) => ({ name, type: 'string' })),
});
const proto = (body: string) =>
  `// title: Gift Sent\n// x-compatibility: BACKWARD\nsyntax = "proto3";\nmessage GiftSent { ${body} }`;

describe('what breaks is told so that it can be mended', () => {
  it('in all three formats, where and for whom, with the remedy', async () => {
    const folder = await folderOf({
      'gift-sent/1.json': gift('BACKWARD', []),
      'gift-sent/2.json': gift('BACKWARD', ['to']),
      'gift-sent/1.avsc': avro('id'),
      'gift-sent/2.avsc': avro('id', 'to'),
      'gift-sent/1.proto': proto('string id = 1; string to = 2;'),
      'gift-sent/2.proto': proto('string id = 1;'),
    });
    expect(describeFindings(checkSchemas(folder))).toEqual([
      'schemas/gift-sent/2.avsc (FULL) against gift-sent/1.avsc breaks new consumers reading old data:',
      '  at to: the field is read, not written, and has no default.',
      '    Give "to" a default, or, where it was renamed, the old name as an alias.',
      'schemas/gift-sent/2.json (BACKWARD) against gift-sent/1.json breaks new consumers reading old data:',
      '  at /required: "to" is required; the data may be without it.',
      '    Leave "to" optional: what was written before need not have it.',
      'schemas/gift-sent/2.proto (BACKWARD) against gift-sent/1.proto breaks new consumers reading old data:',
      '  at GiftSent.to: it is gone, and 2 is free to be used again.',
      '    Add to GiftSent: reserved 2; reserved "to";',
    ]);
  });

  it('a gap in the numbers is one finding', async () => {
    const folder = await folderOf(Object.fromEntries([2, 3].map((n) => [`gift-sent/${n}.json`, gift('NONE', [])])));
    expect(checkSchemas(folder)).toMatchObject([{ schema: 'gift-sent/2.json', remedy: 'Call it 1.' }]);
  });

  it('stops a synthesis', async () => {
    const checkout = await aCheckout('here', {
      'gift-sent/1.json': gift('BACKWARD', []),
      'gift-sent/2.json': gift('BACKWARD', ['to']),
    });
    await expect(requireCompatibleSchemas(checkout)).rejects.toThrow(
      'gift-sent/2.json (BACKWARD) against gift-sent/1.json',
    );
  });

  it('this project’s own fit', async () => {
    await expect(requireCompatibleSchemas(projectRoot)).resolves.toBeDefined();
  });
});

describe('against what was released', () => {
  const shape = (maxLength: number) => ({ $id: 'https://example.com/shapes/note.json', title: 'Note', maxLength });
  const using = {
    ...gift('BACKWARD', []),
    $id: 'https://example.com/gift-sent/1.json',
    properties: { note: { $ref: '../shapes/note.json' } },
  };
  const check = async (here: Readonly<Record<string, unknown>>, released: Readonly<Record<string, unknown>>) =>
    checkAgainst(await folderOf(here), await folderOf(released, 'released'));

  it('a new version, a new event and a better description are welcome', async () => {
    const findings = await check(
      {
        'gift-sent/1.json': gift('BACKWARD', [], { description: 'Better said.' }),
        'gift-sent/2.json': gift('BACKWARD', []),
        'gift-kept/1.json': gift('BACKWARD', []),
        'gift-sent/1.proto': `/* Better said. */ ${proto('string id = 1;')}`,
      },
      { 'gift-sent/1.json': gift('BACKWARD', []), 'gift-sent/1.proto': proto('string id = 1;') },
    );
    expect(findings).toEqual([]);
  });

  it('a released version that says something else is refused, and what it would break is told', async () => {
    const findings = await check(
      { 'gift-sent/1.json': gift('BACKWARD', ['to']) },
      { 'gift-sent/1.json': gift('BACKWARD', []) },
    );
    expect(findings).toMatchObject([
      { breaks: 'the registry', remedy: expect.stringContaining('version 2') },
      { breaks: OLD_DATA, path: '/required' },
    ]);
  });

  it('so is one whose shared shape does', async () => {
    const findings = await check(
      { 'gift-sent/1.json': using, 'shapes/note.json': shape(5) },
      { 'gift-sent/1.json': using, 'shapes/note.json': shape(9) },
    );
    expect(findings.map(({ path }) => path)).toEqual(['', '/properties/note/maxLength']);
  });

  it('one that is gone is missed', async () => {
    const findings = await check(
      { 'gift-sent/1.json': gift('BACKWARD', []) },
      { 'gift-sent/1.json': gift('BACKWARD', []), 'gift-sent/1.avsc': avro('id') },
    );
    expect(findings).toMatchObject([{ schema: 'gift-sent/1.avsc', reason: 'it was released and is gone' }]);
  });

  it('the command fails, with the findings as JSON', async () => {
    const released = await aCheckout('released', { 'gift-sent/1.json': gift('BACKWARD', []) });
    const run = promisify(execFile)(process.execPath, [
      join(projectRoot, 'bin/kairos.ts'),
      'schemas',
      'check',
      '--json',
      '--against',
      released,
    ]);
    const failure: unknown = await run.catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 1 });
    const { stdout } = failure as { stdout: string };
    expect(JSON.parse(stdout)).toMatchObject({ findings: [{ schema: 'gift-sent/1.json', breaks: 'the registry' }] });
  });
});
