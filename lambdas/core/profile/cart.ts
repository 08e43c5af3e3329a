import type { Instant, JsonObject, TrackEvent } from '../event/event.ts';
import { digest } from '../hash.ts';
import type { ProfileId } from '../identity/identity.ts';
import { isNewer } from '../newest-wins.ts';
import { exchanged, toMoney } from './money.ts';
import type { Cart, CartLine, CartOperation, Money } from './profile.ts';
import { numberOf, stampOf, textOf } from './read-json.ts';

const OPERATIONS_KEPT = 40;

export const emptyCart: Cart = { operations: [], emptiedAt: 0 };

/** What lies in the cart, in the order in which the products first came. */
export const cartLines = (cart: Cart): readonly CartLine[] => {
  const lines = new Map<string, CartLine>();
  for (const { kind, productId, quantity, ...shown } of cart.operations) {
    const held = lines.get(productId)?.quantity ?? 0;
    if (kind === 'remove' && held <= quantity) lines.delete(productId);
    else if (kind === 'remove') lines.set(productId, { ...lines.get(productId), productId, quantity: held - quantity });
    else {
      const { price, name, url, imageUrl } = shown;
      lines.set(productId, { productId, quantity: held + quantity, price, name, url, imageUrl });
    }
  }
  return [...lines.values()];
};

export const cartCount = (cart: Cart): number => cartLines(cart).reduce((sum, line) => sum + line.quantity, 0);

export const cartTotal = (cart: Cart): Money =>
  cartLines(cart).reduce((sum, line) => sum + line.quantity * (line.price ?? 0), 0);

/** When something was last put in or taken out; undefined where nothing was since the last order. */
export const cartChangedAt = (cart: Cart): Instant | undefined => cart.operations.at(-1)?.at;

/** The cart after `Product Added` or `Product Removed`, wherever in time it falls. */
export const changeCart = (cart: Cart, event: TrackEvent, profileId: ProfileId, oldestKept: Instant): Cart => {
  const operation = operationOf(event);
  if (operation === undefined || operation.at <= cart.emptiedAt) return cart;
  const opens = cart.key === undefined;
  const kept = opens ? cart.operations.filter(({ at }) => at >= oldestKept) : cart.operations;
  const changed = { ...cart, operations: settle(insert(kept, operation)) };
  if (cartLines(changed).length === 0) return { operations: changed.operations, emptiedAt: cart.emptiedAt };
  return opens ? { ...changed, key: digest('cart', profileId, operation.by), openedAt: operation.at } : changed;
};

/** An order spends all that was put in up to its time; what came after stays, under the same key. */
export const emptyCartAt = (cart: Cart, at: Instant): Cart => {
  const left = { ...cart, operations: cart.operations.filter((operation) => operation.at > at) };
  const emptiedAt = Math.max(cart.emptiedAt, at);
  return cartLines(left).length === 0 ? { operations: left.operations, emptiedAt } : { ...left, emptiedAt };
};

/** Joins two carts of one person: the older one's key stays. */
export const mergeCarts = (a: Cart, b: Cart): Cart => {
  const emptiedAt = Math.max(a.emptiedAt, b.emptiedAt);
  const operations = b.operations.reduce(insert, a.operations).filter((operation) => operation.at > emptiedAt);
  const merged: Cart = { operations: settle(operations), emptiedAt };
  const [older] = [a, b]
    .filter((cart) => cart.key !== undefined)
    .sort((one, other) => (one.openedAt ?? 0) - (other.openedAt ?? 0));
  return older === undefined || cartLines(merged).length === 0
    ? merged
    : { ...merged, key: older.key, openedAt: older.openedAt };
};

const operationOf = (event: TrackEvent): CartOperation | undefined => {
  const productId = productIdOf(event.properties);
  if (productId === undefined) return undefined;
  const price = numberOf(event.properties.price);
  const kind = event.event === 'Product Added' ? 'add' : 'remove';
  return {
    kind,
    at: event.at,
    by: stampOf(event),
    productId,
    // A removal that names no quantity takes the whole line.
    quantity: numberOf(event.properties.quantity) ?? (kind === 'add' ? 1 : Number.MAX_SAFE_INTEGER),
    price: price === undefined ? undefined : exchanged(toMoney(price), event.exchange),
    name: textOf(event.properties.name, 200),
    url: textOf(event.properties.url, 300),
    imageUrl: textOf(event.properties.image_url, 300),
  };
};

export const productIdOf = (properties: JsonObject): string | undefined => {
  const id = properties.product_id ?? properties.sku;
  return typeof id === 'number' ? String(id) : textOf(id, 100);
};

const insert = (operations: readonly CartOperation[], operation: CartOperation): readonly CartOperation[] => {
  const place = operations.findLastIndex((earlier) => isNewer(operation, earlier)) + 1;
  return [...operations.slice(0, place), operation, ...operations.slice(place)];
};

/** Beyond the limit, the oldest operations become what they left in the cart. */
const settle = (operations: readonly CartOperation[]): readonly CartOperation[] => {
  if (operations.length <= OPERATIONS_KEPT) return operations;
  const old = operations.slice(0, -OPERATIONS_KEPT / 2);
  const last = new Map(old.map((operation) => [operation.productId, operation]));
  const lines = cartLines({ operations: old, emptiedAt: 0 });
  const settled = lines.flatMap((line) => {
    const operation = last.get(line.productId);
    return operation === undefined ? [] : [{ ...operation, ...line, kind: 'add' as const }];
  });
  return [...settled.slice(-OPERATIONS_KEPT / 2), ...operations.slice(-OPERATIONS_KEPT / 2)];
};
