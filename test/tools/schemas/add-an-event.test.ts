import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../lambdas/decode/decode-record.ts';
import type { EventValidators } from '../../../lambdas/decode/event-validators.ts';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { buildValidators } from '../../../tools/build/validators.ts';
import { listRegisteredSchemas } from '../../../tools/schemas/list-registered-schemas.ts';
import { requireCompatibleSchemas } from '../../../tools/schemas/require-compatible-schemas.ts';
import { aMessage, aRecord } from '../../builders/record.ts';

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

describe('a version that breaks with the past', () => {
  const second = {
    ...GIFT_SENT,
    $id: GIFT_SENT.$id.replace('1.json', '2.json'),
    'x-compatibility': 'NONE',
    required: ['order', 'wrapping'],
    properties: { order: { type: 'string' }, wrapping: { enum: ['paper', 'box'] } },
  };
  const lift = (text: string) => writeFile(join(root, 'schemas/gift-sent/1-to-2.yaml'), text);
  const decode = async (properties: object) => {
    const record = aRecord(aMessage({ event: 'Gift Sent', properties }));
    const { events, failures } = decodeRecord(record, await build());
    return [...events.map(({ event }) => event), ...failures];
  };

  beforeEach(async () => {
    await write(1, GIFT_SENT);
    await write(2, second);
  });

  it('takes old producers along where a mapping lifts what they send', async () => {
    await lift('rename: {order_id: order}\nset: {wrapping: paper}\n');
    expect(await decode({ order_id: 'o-1', card: 'kept' })).toMatchObject([
      { properties: { order: 'o-1', wrapping: 'paper', card: 'kept' } },
    ]);
    expect(await decode({ order: 'o-1', wrapping: 'box' })).toMatchObject([
      { properties: { order: 'o-1', wrapping: 'box' } },
    ]);
  });

  it('refuses what no version takes, and what the mapping does not make good', async () => {
    await lift('rename: {order_id: order}\n');
    expect(await decode({ wrapping: 'foil' })).toMatchObject([{ reason: 'schema_violation', schema: second.$id }]);
    expect(await decode({ order_id: 'o-1' })).toMatchObject([{ reason: 'schema_violation', schema: second.$id }]);
  });

  it('refuses old producers where there is no mapping', async () => {
    expect(await decode({ order_id: 'o-1' })).toMatchObject([{ reason: 'schema_violation', schema: second.$id }]);
  });

  it.each([
    ['rename: [order]', '/rename'],
    ['renamed: {}', 'renamed'],
  ])('names the place in a mapping that is wrong: %s', async (text, place) => {
    await lift(text);
    await expect(build()).rejects.toThrow(place);
  });
});
