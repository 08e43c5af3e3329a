import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toAddress } from '../../../lambdas/core/profile/traits.ts';
import validators from '../../../lambdas/generated/validators.js';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { buildValidators, SchemaFileError } from '../../../tools/build/validators.ts';

const message = (more: object) => ({ type: 'track', messageId: 'm-1', userId: 'u-1', event: 'Anything', ...more });

describe('the envelope', () => {
  it.each([
    ['a user id', message({})],
    ['an anonymous id alone', message({ userId: null, anonymousId: 'a-1' })],
    ['an empty user id beside an anonymous one', message({ userId: '', anonymousId: 'a-1' })],
    ['a whole number as user id', message({ userId: 17850 })],
    ['fields that nobody described', message({ channel: 'server', integrations: { All: true } })],
    ['null for what is optional', message({ properties: null, context: null, timestamp: null })],
  ])('accepts %s', (_, document) => expect(validators.envelope(document)).toBeUndefined());

  it.each([
    ['no type', message({ type: undefined }), ''],
    ['an unknown type', message({ type: 'trace' }), '/type'],
    ['no message id', message({ messageId: undefined }), ''],
    ['a message id of 101 characters', message({ messageId: 'm'.repeat(101) }), '/messageId'],
    ['nobody', message({ userId: undefined }), ''],
    ['an empty user id alone', message({ userId: '' }), '/userId'],
    ['a user id of 256 characters', message({ userId: 'u'.repeat(256) }), '/userId'],
    ['a track without a name', message({ event: undefined }), ''],
    ['a track with an overlong name', message({ event: 'e'.repeat(201) }), '/event'],
    ['a group without its id', message({ type: 'group' }), ''],
    ['an alias without the id before', message({ type: 'alias', previousId: null }), '/previousId'],
    ['properties that are a list', message({ properties: [] }), '/properties'],
    ['a list', [], ''],
  ])('refuses %s', (_, document, path) => {
    expect(validators.envelope(JSON.parse(JSON.stringify(document)))).toMatchObject({ path });
  });
});

describe("an event's own schema", () => {
  it.each([
    ['Product Added', { product_id: 'p-1', price: 2.55, quantity: 6, shelf: 'B' }],
    ['Product Viewed', { sku: 85123, price: null, brand: null }],
    ['Order Completed', { order_id: 536365, total: 0, revenue: 0 }],
    [
      'Order Completed',
      { order_id: 'o-1', products: Array.from({ length: 1200 }, () => ({ product_id: 'p', price: 1 })) },
    ],
    ['Checkout Started', {}],
    ['Subscribed', { topic: 'promotions', source: 'footer', email: 'ada@example.com' }],
    ['Nobody Described This', { at: 'all' }],
  ])('accepts %s %#', (event, properties) => expect(validators.properties(event, properties)).toBeUndefined());

  it.each([
    ['Product Added', { price: 1 }, ''],
    ['Product Added', { product_id: 'p-1', price: '2.55' }, '/price'],
    ['Product Added', { product_id: 'p-1', price: -1 }, '/price'],
    ['Product Added', { product_id: 'p-1', quantity: 0 }, '/quantity'],
    ['Product Viewed', { product_id: '' }, '/product_id'],
    ['Order Completed', { total: 1 }, ''],
    ['Order Completed', { order_id: 'o', revenue: 'much' }, '/revenue'],
    ['Order Completed', { order_id: 'o', products: [{ product_id: 'p' }, { name: 'x' }] }, '/products/1'],
    ['Subscribed', {}, ''],
    ['Unsubscribed', { topic: 'promotions', email: 'not one' }, '/email'],
  ])('refuses %s %j', (event, properties, path) => {
    expect(validators.properties(event, properties)).toMatchObject({
      path,
      schema: expect.stringContaining('/1.json'),
    });
  });

  it.each(['ada@example.com', ' Ada@Example.COM ', 'ada@example', 'a b@example.com', 'a@b@c.de', '@example.com'])(
    'takes the address %j exactly where a profile would',
    (email) => {
      const found = validators.properties('Unsubscribed', { topic: 'promotions', email });
      expect(found === undefined).toBe(toAddress(email) !== undefined);
    },
  );

  it('never repeats what was sent', () => {
    const found = validators.properties('Subscribed', { topic: 't', email: 'SECRET' });
    expect(JSON.stringify(found)).not.toContain('SECRET');
  });
});

describe('a mistake in a schema file', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'schemas-'));
    await cp(join(projectRoot, 'schemas'), join(folder, 'schemas'), { recursive: true });
  });
  afterEach(() => rm(folder, { recursive: true }));
  const buildWith = async (file: string, text: string) => {
    await writeFile(join(folder, 'schemas', file), text);
    return buildValidators(projectRoot, { schemas: join(folder, 'schemas'), outFile: join(folder, 'out.js') });
  };
  const schema = (more: object) =>
    JSON.stringify({ $id: 'https://schemas.kairos.example/subscribed/1.json', title: 'Subscribed', ...more });

  it.each([
    ['broken JSON', '{"title": ', /subscribed\/1\.json: it is not JSON/],
    ['a type that does not exist', schema({ type: 'text' }), /subscribed\/1\.json, at \/type/],
    ['a keyword that does not exist', schema({ propertys: {} }), /subscribed\/1\.json.*propertys.*Mend/],
    ['a reference to nowhere', schema({ $ref: 'gone.json' }), /subscribed\/1\.json.*gone\.json/],
    ['the title of another event', schema({ title: 'Order Completed' }), /Move it to order-completed\//],
    ['the id of another file', schema({ $id: 'https://schemas.kairos.example/other/1.json' }), /at \/\$id/],
  ])('is an error with file, place and remedy: %s', async (_, text, expected) => {
    const building = buildWith('subscribed/1.json', text);
    await expect(building).rejects.toThrow(SchemaFileError);
    await expect(building).rejects.toThrow(expected);
  });

  it('is found in a file name without a version', async () => {
    await expect(buildWith('subscribed/first.json', schema({}))).rejects.toThrow(/Name it 1\.json/);
  });

  it('leaves a newer version in charge', async () => {
    const text = schema({
      $id: 'https://schemas.kairos.example/subscribed/2.json',
      type: 'object',
      properties: { topic: { const: 'x' } },
    });
    await buildWith('subscribed/2.json', text);
    const { default: built } = await import(join(folder, 'out.js'));
    expect(built.properties('Subscribed', { topic: 'y' })).toMatchObject({ path: '/topic' });
  });
});
