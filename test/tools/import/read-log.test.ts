import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeRecord } from '../../../lambdas/decode/decode-record.ts';
import validators from '../../../lambdas/generated/validators.js';
import { type LogFormat, LogFormatError, type LogOptions, readLog } from '../../../tools/import/index.ts';
import { aRecord } from '../../builders/record.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logs-'));
});
afterAll(() => rm(folder, { recursive: true }));

const read = async (format: LogFormat, content: string | Uint8Array, options: LogOptions = { subscribedShare: 1 }) => {
  const file = join(folder, 'log');
  await writeFile(file, content);
  const log = readLog(file, format, options);
  const messages = await Array.fromAsync(log);
  return {
    counts: log.counts,
    messages,
    get said() {
      return messages.map(({ data }) => JSON.parse(Buffer.from(data).toString()));
    },
  };
};

const rees46 = (...rows: string[]) =>
  ['event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session', ...rows, ''].join(
    '\n',
  );
const view = '2019-10-01 00:00:00 UTC,view,44600062,21,,shiseido,35.79,541,s-1';
const cart = '2019-10-01 00:00:05 UTC,cart,1004856,20,electronics.smartphone,samsung,130.76,541,s-1';
const purchase = '2019-10-01 00:01:00 UTC,purchase,1004856,20,electronics.smartphone,samsung,130.76,541,s-1';

const retail = (...rows: string[]) =>
  ['InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country', ...rows, ''].join('\n');
const line = (invoice: string, more: { quantity?: number; time?: string; price?: string; customer?: string } = {}) => {
  const { quantity = 6, time = '08:26:00', price = '2.55', customer = '17850' } = more;
  return `${invoice},85123A,"HOLDER, WHITE ",${quantity},2010-12-01 ${time},${price},${customer},United Kingdom`;
};

describe('a REES46 log', () => {
  it('becomes views, adds and orders of people with an address', async () => {
    const { said, messages, counts } = await read('rees46', rees46(view, cart, purchase));
    expect(said).toMatchObject([
      { type: 'identify', userId: '541', traits: { email: '541@example.com' }, timestamp: '2019-10-01T00:00:00.000Z' },
      { event: 'Subscribed', properties: { topic: 'promotions' } },
      { event: 'Product Viewed', properties: { product_id: '44600062', brand: 'shiseido', price: 35.79 } },
      {
        event: 'Product Added',
        properties: { product_id: '1004856', category: 'electronics.smartphone', quantity: 1 },
      },
      { event: 'Order Completed', properties: { total: 130.76, products: [{ product_id: '1004856', quantity: 1 }] } },
    ]);
    expect(counts).toEqual({ rows: 3, messages: 5, setAside: {} });
    expect(messages[4]).toMatchObject({ at: Date.UTC(2019, 9, 1, 0, 1), partitionKey: '541' });
  });

  it('may be gzipped, whatever its name says', async () => {
    expect((await read('rees46', gzipSync(rees46(view)))).counts.rows).toBe(1);
  });

  it('subscribes the same share of its users every time', async () => {
    const rows = Array.from({ length: 400 }, (_, n) => view.replace('541', `${n}`));
    const subscribed = async (seed: string) =>
      (await read('rees46', rees46(...rows), { subscribedShare: 0.25, seed })).said
        .filter(({ event }) => event === 'Subscribed')
        .map(({ userId }) => userId);
    const first = await subscribed('a');
    expect(first.length / 400).toBeCloseTo(0.25, 1);
    expect(await subscribed('a')).toEqual(first);
    expect(await subscribed('b')).not.toEqual(first);
  });

  it('counts rows of a kind it does not know', async () => {
    const { counts } = await read('rees46', rees46(view.replace('view', 'stare')));
    expect(counts).toEqual({ rows: 1, messages: 0, setAside: { unknown_event_type: 1 } });
  });
});

describe('message ids', () => {
  const ids = (said: readonly { messageId: string }[]) => said.map(({ messageId }) => messageId);

  it('tell identical rows apart, and are the same in every reading', async () => {
    const first = await read('rees46', rees46(view, view, cart));
    expect(new Set(ids(first.said)).size).toBe(first.said.length);
    expect((await read('rees46', rees46(view, view, cart))).said).toEqual(first.said);
  });

  it('and the times that duplicates are known by are the same in a half as in the whole', async () => {
    const whole = await read('rees46', rees46(view, cart, cart, purchase));
    const half = await read('rees46', rees46(cart, cart, purchase));
    const known = new Map(whole.said.map((message) => [message.messageId, message]));
    for (const message of half.said) {
      const same = known.get(message.messageId);
      expect(same?.originalTimestamp ?? same?.timestamp).toBe(message.originalTimestamp ?? message.timestamp);
    }
    expect(half.said).toHaveLength(5);
  });
});

describe('an Online Retail log', () => {
  it('makes one order of an invoice, exact to the penny', async () => {
    const rows = [line('536365'), line('536365', { price: '0.1', quantity: 3 }), line('536365', { price: '0.001' })];
    const { said, counts } = await read('online-retail', retail(...rows));
    expect(said.at(-1)).toMatchObject({
      type: 'track',
      event: 'Order Completed',
      userId: '17850',
      timestamp: '2010-12-01T08:26:00.000Z',
      properties: { order_id: '536365', total: 15.606, revenue: 15.606, currency: 'GBP' },
    });
    expect(said.at(-1).properties.products).toHaveLength(3);
    expect(said.at(-1).properties.products[0]).toEqual({
      product_id: '85123A',
      name: 'HOLDER, WHITE',
      quantity: 6,
      price: 2.55,
    });
    expect(counts).toEqual({ rows: 3, messages: 3, setAside: {} });
  });

  it('keeps an invoice together that spans two minutes with another in between', async () => {
    const rows = [
      line('1'),
      line('2', { customer: '' }),
      line('1', { time: '08:27:00' }),
      line('3', { time: '09:00:00' }),
    ];
    const { said } = await read('online-retail', retail(...rows), { subscribedShare: 0 });
    expect(said.map(({ type, anonymousId, properties }) => [type, anonymousId, properties?.products.length])).toEqual([
      ['identify', undefined, undefined],
      ['track', undefined, 2],
      ['track', 'invoice-2', 1],
      ['track', undefined, 1],
    ]);
  });

  it('makes a cancellation of a C invoice, with positive amounts', async () => {
    const { said } = await read('online-retail', retail(line('C536379', { quantity: -1 })));
    expect(said.at(-1)).toMatchObject({
      event: 'Order Cancelled',
      properties: { order_id: 'C536379', total: 2.55, products: [{ quantity: 1 }] },
    });
  });

  it('sets adjustments and stock corrections aside, and counts them', async () => {
    const rows = [line('A563185', { customer: '' }), line('536589', { quantity: -10, customer: '' })];
    const { said, counts } = await read('online-retail', retail(...rows));
    expect(said).toEqual([]);
    expect(counts).toEqual({ rows: 2, messages: 0, setAside: { bad_debt_adjustment: 1, stock_correction: 1 } });
  });
});

describe('Segment messages, one a line', () => {
  it('are sent as they are, broken ones too, and time never runs back', async () => {
    const lines = [
      'not JSON',
      '{"userId":"u-1","timestamp":"2026-01-02T00:00:00Z"}',
      '{"anonymousId":"a-1","timestamp":"2026-01-01T00:00:00Z"}',
      '',
      '{"userId":7,"timestamp":"2100-01-01T00:00:00Z"}',
      '{"userId":"u-1","timestamp":"1970-01-01T00:00:00Z"}',
      '{"userId":"u-1","timestamp":"2026-01-03T00:00:00Z"}',
    ];
    const { messages, counts } = await read('segment-ndjson', Buffer.from(`${lines.join('\r\n')}\n\xff`, 'latin1'));
    const second = Date.UTC(2026, 0, 2);
    expect(messages.map(({ at }) => at)).toEqual([
      second,
      second,
      second,
      second,
      second,
      Date.UTC(2026, 0, 3),
      Date.UTC(2026, 0, 3),
    ]);
    expect(messages.slice(1, 4).map(({ partitionKey }) => partitionKey)).toEqual(['u-1', 'a-1', '7']);
    expect(Buffer.from(messages[0]?.data ?? []).toString()).toBe('not JSON');
    expect(messages.at(-1)?.data).toEqual(Buffer.from([0xff]));
    expect(counts).toEqual({ rows: 7, messages: 7, setAside: {} });
  });
});

describe('a row that is wrong is set aside, and the next one is read', () => {
  it.each<[string, string | Buffer]>([
    ['wrong_number_of_columns', 'only,two'],
    ['wrong_number_of_columns', `${view},more`],
    ['broken_quotes', view.replace('shiseido', '"shiseido')],
    ['broken_quotes', view.replace('shiseido', 'shis"eido')],
    ['not_utf8', Buffer.from(view.replace('shiseido', 'shis\xebido'), 'latin1')],
    ['bad_time', view.replace('2019', 'MMXIX')],
    ['bad_time', view.replace('2019-10-01', '2019-13-01')],
    ['unknown_event_type', view.replace('view', 'stare')],
    ['bad_price', purchase.replace('130.76', 'abc')],
    ['bad_price', purchase.replace('130.76', '')],
    ['bad_price', purchase.replace('130.76', '-1')],
    ['no_user', cart.replace('541', '')],
    ['no_product', cart.replace('1004856', '')],
  ])('REES46: %s, %s', async (reason, wrong) => {
    const [before, after] = rees46('', cart).split('\n\n');
    const { counts, said } = await read('rees46', Buffer.concat([`${before}\n`, wrong, `\n${after}`].map(Buffer.from)));
    expect(counts).toEqual({ rows: 2, messages: 3, setAside: { [reason]: 1 } });
    expect(said.at(-1)).toMatchObject({ event: 'Product Added' });
  });

  it.each<[string, string]>([
    ['bad_time', line('1', { time: '25:00:00' })],
    ['bad_price', line('1', { price: 'two' })],
    ['bad_price', line('1', { price: '' })],
    ['bad_quantity', line('1').replace(',6,', ',six,')],
    ['no_quantity', line('1', { quantity: 0 })],
    ['no_invoice', line('')],
    ['no_product', line('1').replace('85123A', '')],
    ['broken_quotes', line('1').replace('WHITE "', 'WHITE ')],
  ])('Online Retail: %s, %s', async (reason, wrong) => {
    const { counts, said } = await read('online-retail', retail(wrong, line('2')));
    expect(counts).toEqual({ rows: 2, messages: 3, setAside: { [reason]: 1 } });
    expect(said.at(-1)).toMatchObject({ properties: { order_id: '2' } });
  });

  it('Segment messages: what no stream takes', async () => {
    const huge = `{"userId":"u-1","properties":{"a":"${'x'.repeat(1024 * 1024)}"}}`;
    const { counts } = await read('segment-ndjson', `${huge}\n{"userId":"u-1"}\n`);
    expect(counts).toEqual({ rows: 2, messages: 1, setAside: { too_large: 1 } });
  });
});

it('a quoted cell may hold commas and quotes', async () => {
  const { said } = await read(
    'rees46',
    rees46(view.replace('shiseido', '"a ""b"", c"'), view.replace('shiseido', '""')),
  );
  expect(said.flatMap(({ event, properties }) => (event === 'Product Viewed' ? [properties.brand] : []))).toEqual([
    'a "b", c',
    undefined,
  ]);
});

describe('a file of another format', () => {
  it.each<[LogFormat, string, RegExp]>([
    ['rees46', retail(line('1')), /column event_time.* is missing/],
    ['online-retail', rees46(view), /column InvoiceNo.* is missing/],
    ['rees46', '', /log: no rees46 log: it is empty/],
  ])('is refused with what is wrong: %s %#', async (format, content, expected) => {
    const reading = read(format, content);
    await expect(reading).rejects.toThrow(LogFormatError);
    await expect(reading).rejects.toThrow(expected);
  });

  it('is an error that names the file where its gzip is broken, or where it is not there', async () => {
    await expect(read('rees46', gzipSync(rees46(view)).subarray(0, 40))).rejects.toThrow(
      /log: its gzip ends in the middle: fetch the file again, whole\./,
    );
    await expect(Array.fromAsync(readLog(join(folder, 'nowhere'), 'rees46'))).rejects.toThrow(
      /nowhere: there is no such file: correct its name\./,
    );
    await expect(Array.fromAsync(readLog(folder, 'rees46'))).rejects.toThrow(
      /: it is a folder: name the files in it, one by one\./,
    );
  });
});

it('every message of an importer passes the stream', async () => {
  const logs = [
    await read('rees46', rees46(view, cart, purchase)),
    await read('online-retail', retail(line('1'), line('C2'))),
  ];
  for (const { data } of logs.flatMap(({ messages }) => messages))
    expect(decodeRecord(aRecord(data), validators).failures).toEqual([]);
});
