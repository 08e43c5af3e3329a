import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { writeEventTypes } from '../../../tools/build/event-types.ts';

const typesOf = async (files: Record<string, object>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'types-'));
  try {
    for (const [path, schema] of Object.entries(files)) {
      await mkdir(join(folder, dirname(path)), { recursive: true });
      await writeFile(join(folder, path), JSON.stringify(schema));
    }
    return await writeEventTypes(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
};

describe("the emitter's types", () => {
  it('are those of schemas/ (npx kairos types)', async () => {
    const written = await readFile(join(projectRoot, 'emitter/events.generated.ts'), 'utf8');
    expect(written).toBe(await writeEventTypes(join(projectRoot, 'schemas')));
  });

  it.each([
    [
      'a required field',
      { type: 'object', required: ['a'], properties: { a: { type: 'string' } } },
      '{ readonly "a": string; }',
    ],
    [
      'an optional one that may be null',
      { type: 'object', properties: { a: { type: ['integer', 'null'] } } },
      '{ readonly "a"?: number | null; }',
    ],
    [
      'one of a few words',
      { type: 'object', properties: { a: { enum: ['x', 'y', null] } } },
      '{ readonly "a"?: "x" | "y" | null; }',
    ],
    ['a constant', { type: 'object', properties: { a: { const: 1 } } }, '{ readonly "a"?: 1; }'],
    [
      'a list',
      { type: 'object', properties: { a: { type: 'array', items: { type: ['string', 'null'] } } } },
      '{ readonly "a"?: readonly (string | null)[]; }',
    ],
    [
      'further fields, where they are described',
      { type: 'object', properties: { a: {} }, additionalProperties: true },
      '{ readonly "a"?: unknown; readonly [property: string]: unknown; }',
    ],
    [
      'a shape',
      { type: 'object', allOf: [{ $ref: '../shapes/thing.json' }], required: ['id'] },
      '{ readonly "id": unknown; } & Thing',
    ],
    [
      'either of two',
      { type: 'object', properties: { a: {} }, anyOf: [{ required: ['a'] }, { required: ['b'] }] },
      '{ readonly "a"?: unknown; } & ({ readonly "a": unknown; } | { readonly "b": unknown; })',
    ],
  ])('know %s', async (_, schema, type) => {
    const shape = { title: 'Thing', type: 'object', properties: { id: { type: 'string' } } };
    const text = await typesOf({
      'shapes/thing.json': shape,
      'door-opened/1.json': { title: 'Door Opened', ...schema },
    });
    expect(text).toContain(`export type DoorOpened = ${type};`);
    expect(text).toContain('readonly "Door Opened": DoorOpened;');
  });

  it('are of the newest version', async () => {
    const version = (type: string) => ({ title: 'Door Opened', type: 'object', properties: { a: { type } } });
    const text = await typesOf({ 'door-opened/2.json': version('string'), 'door-opened/10.json': version('number') });
    expect(text).toContain('readonly "a"?: number;');
    expect(text).not.toContain('string;');
  });

  it('name a reference to nowhere', async () => {
    const broken = typesOf({ 'door-opened/1.json': { title: 'Door Opened', $ref: '../gone.json' } });
    await expect(broken).rejects.toThrow('schemas/door-opened/1.json refers to ../gone.json');
  });
});
