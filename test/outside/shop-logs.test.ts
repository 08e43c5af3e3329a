import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeRecord } from '../../lambdas/decode/decode-record.ts';
import validators from '../../lambdas/generated/validators.js';
import { type LogFormat, readLog } from '../../tools/import/index.ts';
import { aRecord } from '../builders/record.ts';

const fileOf = (name: string) => join(process.env.KAIROS_SHARED ?? '', 'data', name);
const REES46 = fileOf('rees46-2019-10-01.csv.gz');
const ONLINE_RETAIL = fileOf('uci-online-retail.csv.gz');

/** Lines of a file without its header; the independent count splits at commas and nothing else. */
const lines = (file: string) => gunzipSync(readFileSync(file)).toString('utf8').trim().split(/\r?\n/).slice(1);

const decodeAll = async (file: string, format: LogFormat) => {
  const log = readLog(file, format);
  const ids = new Set<string>();
  const counts = new Map<string, number>();
  const orders: { customer: string; name: string; total: number; lines: number }[] = [];
  let [messages, failures, last, backwards] = [0, 0, 0, 0];
  for await (const { at, data, partitionKey } of log) {
    messages += 1;
    if (at < last) backwards += 1;
    last = at;
    const decoded = decodeRecord(aRecord(data, { partitionKey, arrivedAt: at }), validators);
    failures += decoded.failures.length;
    for (const { event } of decoded.events) {
      ids.add(event.messageId);
      const name = event.type === 'track' ? event.event : event.type;
      counts.set(`${name} ${partitionKey}`, (counts.get(`${name} ${partitionKey}`) ?? 0) + 1);
      if (event.type === 'track' && name.startsWith('Order ')) {
        const { total, products } = event.properties;
        orders.push({
          customer: event.userId ?? '',
          name,
          total: Number(total),
          lines: Array.isArray(products) ? products.length : 0,
        });
      }
    }
  }
  return { counts: log.counts, messages, failures, backwards, ids, perUser: counts, orders };
};

describe("REES46's log", () => {
  const rows = lines(REES46).map((line) => line.split(','));
  let read: Awaited<ReturnType<typeof decodeAll>>;
  beforeAll(async () => {
    read = await decodeAll(REES46, 'rees46');
  });

  it('is read whole, in order, each row under an id of its own', () => {
    expect(read).toMatchObject({ failures: 0, backwards: 0, counts: { rows: rows.length, setAside: {} } });
    expect(read.ids.size).toBe(read.messages);
  });

  it.each([
    ['view', 'Product Viewed'],
    ['cart', 'Product Added'],
    ['purchase', 'Order Completed'],
  ])('has for every user as many %s rows as %s events', (kind, name) => {
    const expected = new Map<string, number>();
    for (const row of rows)
      if (row[1] === kind) expected.set(`${name} ${row[7]}`, (expected.get(`${name} ${row[7]}`) ?? 0) + 1);
    const found = [...read.perUser].filter(([key]) => key.startsWith(`${name} `));
    expect(new Map(found)).toEqual(expected);
  });

  it('introduces each user once', () => {
    const identified = [...read.perUser].filter(([key]) => key.startsWith('identify '));
    expect(identified).toHaveLength(new Set(rows.map((row) => row[7])).size);
    expect(identified.every(([, count]) => count === 1)).toBe(true);
  });
});

describe('the Online Retail log', () => {
  /** Quantity, date, price, customer, country hold no comma; a description may. */
  const rows = lines(ONLINE_RETAIL).map((line) => {
    const cells = line.split(',');
    const [quantity = '', , price = '', customer = ''] = cells.slice(-5);
    return { invoice: cells[0] ?? '', quantity: Number(quantity), price: Math.round(Number(price) * 10_000), customer };
  });
  const sold = rows.filter(({ invoice, quantity }) => /^\d/.test(invoice) && quantity > 0);
  let read: Awaited<ReturnType<typeof decodeAll>>;
  beforeAll(async () => {
    read = await decodeAll(ONLINE_RETAIL, 'online-retail');
  });

  it('is read whole and in order, what is set aside counted', () => {
    expect(read).toMatchObject({
      failures: 0,
      backwards: 0,
      counts: { rows: 541_909, setAside: { bad_debt_adjustment: 3, stock_correction: 1336 } },
    });
    expect(read.orders.reduce((sum, order) => sum + order.lines, 0)).toBe(541_909 - 1339);
    expect(read.ids.size).toBe(read.messages);
  });

  it('has one order an invoice, one cancellation a C invoice', () => {
    const named = (name: string) => read.orders.filter((order) => order.name === name).length;
    expect(named('Order Completed')).toBe(new Set(sold.map(({ invoice }) => invoice)).size);
    expect(named('Order Cancelled')).toBe(
      new Set(rows.filter(({ invoice }) => invoice.startsWith('C')).map(({ invoice }) => invoice)).size,
    );
  });

  it('gives every customer the revenue of their lines, to a ten-thousandth', () => {
    const expected = new Map<string, number>();
    for (const { customer, quantity, price } of sold)
      expected.set(customer, (expected.get(customer) ?? 0) + quantity * price);
    const found = new Map<string, number>();
    for (const { name, customer, total } of read.orders)
      if (name === 'Order Completed') found.set(customer, (found.get(customer) ?? 0) + Math.round(total * 10_000));
    expect(found).toEqual(expected);
  });
});
