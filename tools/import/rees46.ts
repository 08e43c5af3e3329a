import type { JsonObject } from '../../lambdas/core/event/event.ts';
import { digest } from '../../lambdas/core/hash.ts';
import { introduceUsers } from './introduce-users.ts';
import { LogFormatError, type ReadFormat } from './log.ts';
import { type Row, readCsv } from './read-csv.ts';
import { toLogMessage } from './to-log-message.ts';

const LOG = 'rees46';
const COLUMNS = ['event_time', 'event_type', 'product_id', 'category_code', 'brand', 'price', 'user_id'] as const;
type Rees46Row = Row<(typeof COLUMNS)[number]>;

const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/;

const timeOf = ({ event_time }: Rees46Row, line: number): number => {
  const [, day, time] = TIME.exec(event_time) ?? [];
  const at = Date.parse(`${day}T${time}Z`);
  if (Number.isNaN(at)) throw new LogFormatError(`row ${line}: event_time must be like "2019-10-01 00:00:00 UTC".`);
  return at;
};

const productOf = ({ product_id, category_code, brand, price }: Rees46Row): JsonObject => ({
  product_id,
  ...(category_code === '' ? {} : { category: category_code }),
  ...(brand === '' ? {} : { brand }),
  price: Number(price),
});

const saidBy = (
  row: Rees46Row,
  messageId: string,
): { readonly event: string; readonly properties: JsonObject } | undefined => {
  const product = productOf(row);
  switch (row.event_type) {
    case 'view':
      return { event: 'Product Viewed', properties: product };
    case 'cart':
      return { event: 'Product Added', properties: { ...product, quantity: 1 } };
    case 'remove_from_cart':
      return { event: 'Product Removed', properties: { ...product, quantity: 1 } };
    case 'purchase': {
      const price = Number(row.price);
      const products = [{ ...product, quantity: 1 }];
      return {
        event: 'Order Completed',
        properties: { order_id: messageId, total: price, revenue: price, currency: 'USD', products },
      };
    }
    default:
      return undefined;
  }
};

/**
 * Counts identical rows. They share a time and the file is in order of time, so only the current second's rows are
 * remembered, and a file that is cut between two times numbers them as the whole file does.
 */
const countIdenticalRows = () => {
  let second = Number.NaN;
  const seen = new Map<string, number>();
  return (at: number, row: string): number => {
    if (at !== second) seen.clear();
    second = at;
    const ordinal = seen.get(row) ?? 0;
    seen.set(row, ordinal + 1);
    return ordinal;
  };
};

/** A REES46 multi-category shop log: views, adds to the cart, purchases. Source: https://rees46.com */
export const readRees46: ReadFormat = async function* (bytes, counts, options) {
  const introduce = introduceUsers(LOG, options);
  const ordinalOf = countIdenticalRows();
  for await (const row of readCsv(bytes, COLUMNS, LOG)) {
    counts.rows += 1;
    const at = timeOf(row, counts.rows);
    const ordinal = ordinalOf(at, row.cells.join());
    const messageId = digest(LOG, ...row.cells, String(ordinal));
    const said = saidBy(row, messageId);
    if (said === undefined) {
      counts.setAside.unknown_event_type = (counts.setAside.unknown_event_type ?? 0) + 1;
      continue;
    }
    const userId = row.user_id;
    yield* introduce(userId, at);
    yield toLogMessage(LOG, at, userId, { type: 'track', messageId, userId, ...said });
  }
};
