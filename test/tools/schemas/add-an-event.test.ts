import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EventValidators } from '../../../lambdas/decode/event-validators.ts';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { buildValidators } from '../../../tools/build/validators.ts';
import { listRegisteredSchemas } from '../../../tools/schemas/list-registered-schemas.ts';
import { requireCompatibleSchemas } from '../../../tools/schemas/require-compatible-schemas.ts';

/** What schemas/README.md shows: a folder, a file, nothing else. */
const GIFT_SENT = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'https://schemas.kairos.example/gift-sent/1.json',
  title: 'Gift Sent',
  'x-compatibility': 'BACKWARD',
  type: 'object',
  required: ['order_id'],
  properties: { order_id: { $ref: '../shapes/identifier.json' }, wrapping: { enum: ['paper', 'box', null] } },
};

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'kairos-event-'));
  await cp(join(projectRoot, 'schemas'), join(root, 'schemas'), { recursive: true });
  await mkdir(join(root, 'schemas/gift-sent'));
});
afterEach(() => rm(root, { recursive: true }));

const write = (version: number, schema: object) =>
  writeFile(join(root, `schemas/gift-sent/${version}.json`), JSON.stringify(schema));

const build = async (): Promise<EventValidators> => {
  const outFile = join(root, `validators-${Math.floor(performance.now() * 1000)}.mjs`);
  await buildValidators(projectRoot, { schemas: join(root, 'schemas'), outFile });
  const built: { default: EventValidators } = await import(pathToFileURL(outFile).href);
  return built.default;
};

it('a new folder with a schema is checked, built, held against events and registered: no code is touched', async () => {
  await write(1, GIFT_SENT);
  const folder = await requireCompatibleSchemas(root);
  const validators = await build();
  expect(validators.properties('Gift Sent', { order_id: 'o-1', wrapping: 'box', card: 'kept' })).toBeUndefined();
  expect(validators.properties('Gift Sent', { order_id: 'o-1', wrapping: 'foil' })).toMatchObject({
    path: '/wrapping',
    schema: GIFT_SENT.$id,
  });
  expect(listRegisteredSchemas(folder)).toContainEqual(
    expect.objectContaining({ name: 'gift-sent', dataFormat: 'JSON', compatibility: 'BACKWARD' }),
  );
});

it('its second version joins it, provided that it still takes what the first one took', async () => {
  await write(1, GIFT_SENT);
  const second = { ...GIFT_SENT, $id: GIFT_SENT.$id.replace('1.json', '2.json') };
  await write(2, { ...second, required: ['order_id', 'wrapping'] });
  await expect(requireCompatibleSchemas(root)).rejects.toThrow('Leave "wrapping" optional');
  await write(2, {
    ...second,
    properties: { ...second.properties, wrapping: { enum: ['paper', 'box', 'foil', null] } },
  });
  await requireCompatibleSchemas(root);
  expect((await build()).properties('Gift Sent', { order_id: 'o-1', wrapping: 'foil' })).toBeUndefined();
});
