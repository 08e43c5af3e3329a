import type { Instant } from '../../lambdas/core/event/event.ts';
import { digest } from '../../lambdas/core/hash.ts';
import { fromMoney, toMoney } from '../../lambdas/core/profile/money.ts';
import { introduceUsers } from './introduce-users.ts';
import { type LogMessage, type ReadFormat, type SetAsideReason, setAside } from './log.ts';
import { readAmount } from './read-amount.ts';
import { type Row, readCsv } from './read-csv.ts';
import { toLogMessage } from './to-log-message.ts';

const LOG = 'online-retail';
const COLUMNS = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const;
type InvoiceRow = Row<(typeof COLUMNS)[number]>;

/** Some invoices were keyed in over two minutes, with another one's lines in between. */
const INVOICE_STAYS_OPEN_MS = 5 * 60_000;
const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/;

interface Invoice {
  readonly number: string;
  readonly at: number;
  readonly customer: string;
  readonly country: string;
  readonly lines: { product_id: string; name: string; quantity: number; price: number }[];
}

/** The shop's wall clock, taken as UTC: in winter it is, and a day keeps its invoices all year round. */
const timeOf = ({ InvoiceDate }: InvoiceRow): Instant | undefined => {
  const [, day, time] = TIME.exec(InvoiceDate) ?? [];
  const at = Date.parse(`${day}T${time}Z`);
  return Number.isNaN(at) ? undefined : at;
};

const isCancellation = (invoice: string): boolean => invoice.startsWith('C');

interface InvoiceLine {
  readonly at: Instant;
  readonly quantity: number;
  readonly price: number;
}

/** What the row adds to its invoice, or why it is nobody's order; README.md says what these are. */
const read = (row: InvoiceRow): InvoiceLine | SetAsideReason => {
  const at = timeOf(row);
  if (at === undefined) return 'bad_time';
  if (row.InvoiceNo === '') return 'no_invoice';
  if (row.InvoiceNo.startsWith('A')) return 'bad_debt_adjustment';
  const quantity = /^-?\d{1,9}$/.test(row.Quantity) ? Number(row.Quantity) : undefined;
  if (quantity === undefined) return 'bad_quantity';
  if (quantity < 0 && !isCancellation(row.InvoiceNo)) return 'stock_correction';
  if (quantity === 0) return 'no_quantity';
  const price = readAmount(row.UnitPrice);
  if (price === undefined) return 'bad_price';
  if (row.StockCode === '') return 'no_product';
  // Cancelled lines are negative in the file; an order's amounts are positive whatever became of it.
  return { at, quantity: Math.abs(quantity), price };
};

const toMessage = ({ number, at, customer, lines }: Invoice): LogMessage => {
  const total = fromMoney(lines.reduce((sum, { quantity, price }) => sum + quantity * toMoney(price), 0));
  const anonymousId = `invoice-${number}`;
  return toLogMessage(LOG, at, customer || anonymousId, {
    type: 'track',
    messageId: digest(LOG, 'invoice', number),
    ...(customer === '' ? { anonymousId } : { userId: customer }),
    event: isCancellation(number) ? 'Order Cancelled' : 'Order Completed',
    properties: { order_id: number, total, revenue: total, currency: 'GBP', products: lines },
  });
};

/** Invoices of the UCI Online Retail data set, each one order at its first line's time. CC BY 4.0, D. Chen, 2015. */
export const readOnlineRetail: ReadFormat = async function* (bytes, counts, options) {
  const introduce = introduceUsers(LOG, options);
  /** In order of their first lines. */
  const open = new Map<string, Invoice>();
  const close = function* (until: number): Iterable<LogMessage> {
    for (const invoice of open.values()) {
      if (invoice.at >= until) return;
      open.delete(invoice.number);
      if (invoice.customer !== '') yield* introduce(invoice.customer, invoice.at, { country: invoice.country });
      yield toMessage(invoice);
    }
  };
  for await (const row of readCsv(bytes, COLUMNS, LOG, counts)) {
    const line = read(row);
    if (typeof line === 'string') {
      setAside(counts, line);
      continue;
    }
    const { at, quantity, price } = line;
    yield* close(at - INVOICE_STAYS_OPEN_MS);
    const { InvoiceNo: number, CustomerID: customer, Country: country } = row;
    const invoice = open.get(number) ?? { number, at, customer, country, lines: [] };
    open.set(number, invoice);
    invoice.lines.push({ product_id: row.StockCode, name: row.Description.trim(), quantity, price });
  }
  yield* close(Number.POSITIVE_INFINITY);
};
