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

  const avroRecord = (more: object) =>
    JSON.stringify({ type: 'record', name: 'S', title: 'Subscribed', fields: [], ...more });
  const proto = (text: string) => `// title: Subscribed\nsyntax = "proto3";\n${text}`;
  it.each([
    ['subscribed/1.avsc', '{"type": ', /subscribed\/1\.avsc: it is not JSON/],
    ['subscribed/1.avsc', '{"type":"record","name":"S","fields":[]}', /subscribed\/1\.avsc, at \/title: it is missing/],
    ['subscribed/1.avsc', avroRecord({ title: 'Order Completed' }), /Move it to order-completed\//],
    ['subscribed/1.avsc', avroRecord({ fields: [{ name: 'a', type: 'text' }] }), /no Avro schema: .*text/],
    ['subscribed/1.avsc', avroRecord({ type: 'enum', symbols: ['A'] }), /at \/type: it is no record/],
    ['subscribed/one.avsc', avroRecord({}), /Name it 1\.avsc/],
    ['subscribed/1.proto', 'syntax = "proto3"; message S {}', /it has no title.*\/\/ title:/],
    ['subscribed/1.proto', proto('message S { text a = 1; }'), /subscribed\/1\.proto: .*text/],
    ['subscribed/1.proto', proto('message S { string a = 1;'), /subscribed\/1\.proto/],
    ['subscribed/1.proto', proto('enum E { A = 0; }'), /it has no message/],
    ['subscribed/1.proto', proto('import "other.proto"; message S {}'), /imports other\.proto/],
  ])('is an error with file and remedy in %s: %s', async (file, text, expected) => {
    const building = buildWith(file, text);
    await expect(building).rejects.toThrow(SchemaFileError);
    await expect(building).rejects.toThrow(expected);
  });

  it('is none in files of other formats beside it: all of their versions can be read', async () => {
    await buildWith(
      'subscribed/1.proto',
      proto('message Subscribed { string topic = 1; map<string, M> ms = 2; message M {} }'),
    );
    const text = avroRecord({ fields: [{ name: 'topic', type: 'string' }] });
    await buildWith('subscribed/1.avsc', text);
    await buildWith('subscribed/2.avsc', text);
    const { default: built } = await import(join(folder, 'out.js'));
    const avro = Buffer.from([4, 0x68, 0x69]); // "hi"
    for (const name of ['subscribed/1.avsc', 'subscribed/2.avsc'])
      expect(built.payload(name).read(avro, 'glue')).toMatchObject({ document: { topic: 'hi' }, isNested: false });
    // The ranks: Subscribed, Subscribed.M, Subscribed.MsEntry.
    const protobuf = Buffer.from([0, 0x0a, 2, 0x68, 0x69, 0x12, 5, 0x0a, 1, 0x6b, 0x12, 0]);
    expect(built.payload('subscribed/1.proto').read(protobuf, 'glue')).toMatchObject({
      document: { topic: 'hi', ms: { k: {} } },
      isNested: false,
    });
    expect(built.payload('subscribed/3.avsc')).toBeUndefined();
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
