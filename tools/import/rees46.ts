import type { Instant, JsonObject } from '../../lambdas/core/event/event.ts';
import { digest } from '../../lambdas/core/hash.ts';
import { introduceUsers } from './introduce-users.ts';
import { type ReadFormat, type SetAsideReason, setAside } from './log.ts';
import { readAmount } from './read-amount.ts';
import { type Row, readCsv } from './read-csv.ts';
import { toLogMessage } from './to-log-message.ts';

const LOG = 'rees46';
const COLUMNS = ['event_time', 'event_type', 'product_id', 'category_code', 'brand', 'price', 'user_id'] as const;
type Rees46Row = Row<(typeof COLUMNS)[number]>;

const TIME = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/;

const timeOf = ({ event_time }: Rees46Row): Instant | undefined => {
  const [, day, time] = TIME.exec(event_time) ?? [];
  const at = Date.parse(`${day}T${time}Z`);
  return Number.isNaN(at) ? undefined : at;
};

const EVENTS = new Map([
  ['view', 'Product Viewed'],
  ['cart', 'Product Added'],
  ['remove_from_cart', 'Product Removed'],
  ['purchase', 'Order Completed'],
]);

interface Said {
  readonly at: Instant;
  readonly event: string;
  readonly price: number;
}

/** What the row says, or why that is nothing. */
const read = (row: Rees46Row): Said | SetAsideReason => {
  const [at, event, price] = [timeOf(row), EVENTS.get(row.event_type), readAmount(row.price)];
  if (at === undefined) return 'bad_time';
  if (event === undefined) return 'unknown_event_type';
  if (price === undefined) return 'bad_price';
  if (row.product_id === '') return 'no_product';
  return row.user_id === '' ? 'no_user' : { at, event, price };
};

const propertiesOf = (row: Rees46Row, { event, price }: Said, messageId: string): JsonObject => {
  const { product_id, category_code, brand } = row;
  const product = {
    product_id,
    ...(category_code === '' ? {} : { category: category_code }),
    ...(brand === '' ? {} : { brand }),
    price,
  };
  if (event === 'Product Viewed') return product;
  const line = { ...product, quantity: 1 };
  if (event !== 'Order Completed') return line;
  return { order_id: messageId, total: price, revenue: price, currency: 'USD', products: [line] };
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
  for await (const row of readCsv(bytes, COLUMNS, LOG, counts)) {
    const said = read(row);
    if (typeof said === 'string') {
      setAside(counts, said);
      continue;
    }
    const { at, event } = said;
    const messageId = digest(LOG, ...row.cells, String(ordinalOf(at, row.cells.join())));
    const userId = row.user_id;
    yield* introduce(userId, at);
    const properties = propertiesOf(row, said, messageId);
    yield toLogMessage(LOG, at, userId, { type: 'track', messageId, userId, event, properties });
  }
};
