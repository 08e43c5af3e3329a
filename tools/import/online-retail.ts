import { digest } from '../../lambdas/core/hash.ts';
import { fromMoney, toMoney } from '../../lambdas/core/profile/money.ts';
import { introduceUsers } from './introduce-users.ts';
import { LogFormatError, type LogMessage, type ReadFormat } from './log.ts';
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
const timeOf = ({ InvoiceDate }: InvoiceRow, line: number): number => {
  const [, day, time] = TIME.exec(InvoiceDate) ?? [];
  const at = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(at)) throw new LogFormatError(`row ${line}: InvoiceDate must be like "2010-12-01 08:26:00".`);
  return at;
};

const isCancellation = (invoice: string): boolean => invoice.startsWith('C');

/** Why a row is nobody's order; README.md says what these are. */
const setAsideReason = ({ InvoiceNo, Quantity }: InvoiceRow): string | undefined => {
  if (InvoiceNo.startsWith('A')) return 'bad_debt_adjustment';
  const quantity = Number(Quantity);
  if (quantity < 0 && !isCancellation(InvoiceNo)) return 'stock_correction';
  return quantity === 0 ? 'no_quantity' : undefined;
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
  for await (const row of readCsv(bytes, COLUMNS, LOG)) {
    counts.rows += 1;
    const at = timeOf(row, counts.rows);
    yield* close(at - INVOICE_STAYS_OPEN_MS);
    const reason = setAsideReason(row);
    if (reason !== undefined) {
      counts.setAside[reason] = (counts.setAside[reason] ?? 0) + 1;
      continue;
    }
    const { InvoiceNo: number, CustomerID: customer, Country: country } = row;
    const invoice = open.get(number) ?? { number, at, customer, country, lines: [] };
    open.set(number, invoice);
    // Cancelled lines are negative in the file; an order's amounts are positive whatever became of it.
    const quantity = Math.abs(Number(row.Quantity));
    invoice.lines.push({
      product_id: row.StockCode,
      name: row.Description.trim(),
      quantity,
      price: Number(row.UnitPrice),
    });
  }
  yield* close(Number.POSITIVE_INFINITY);
};
