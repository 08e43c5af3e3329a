import type { Brand, Campaign, Step } from '../core/campaign/campaign.ts';
import type { Product } from '../core/catalogue/product.ts';
import { isAvailable, rankNeighbours } from '../core/catalogue/recommend.ts';
import type { Consent } from '../core/consent/consent.ts';
import { cartLines, productIdOf } from '../core/profile/cart.ts';
import { fromMoney, toMoney } from '../core/profile/money.ts';
import type { CartLine, Profile } from '../core/profile/profile.ts';
import { numberOf, objectsOf } from '../core/profile/read-json.ts';
import type { Send } from '../core/send/send.ts';
import { leadsNowhereElse, withShopLinks } from '../core/send/shop-links.ts';
import type { MailContent, MailProduct } from '../ports/renderer.ts';
import type { SendEmailPorts } from './send-email-ports.ts';

export interface ContentRequest {
  readonly row: Send;
  readonly campaign: Campaign;
  readonly step: Step;
  readonly brand: Brand;
  readonly profile: Profile;
  readonly consent: Consent | undefined;
  /** Where the recipient chooses what to get; marketing mail has one. */
  readonly preferencesLink: string | undefined;
}

/**
 * What the mail shows, with price and stock as they are now. What is sold out drops out; undefined where a
 * mail about a cart, what was viewed or a product has nothing left to show.
 */
export const gatherContent = async (
  catalogue: SendEmailPorts['catalogue'],
  request: ContentRequest,
): Promise<MailContent | undefined> => {
  const { row, step, brand, profile, preferencesLink } = request;
  const lines = cartLines(profile.cart);
  const known = await catalogue.products(lines.map(({ productId }) => productId));
  const items = lines
    .filter(({ productId }) => isAvailable(known.get(productId)))
    .map((line) => ofLine(line, known.get(line.productId), brand));
  const { cart, viewed, product, recommendations } = step.email.slots;
  if (cart !== undefined && items.length === 0) return undefined;
  const seen = viewed === undefined ? [] : await offer(catalogue, brand, viewedIds(profile));
  if (viewed !== undefined && seen.length === 0) return undefined;
  const about = product === undefined ? undefined : await productOfTrigger(catalogue, brand, row);
  if (product !== undefined && about === undefined) return undefined;
  return {
    customer: withShopLinks(
      Object.fromEntries(Object.entries(profile.traits).map(([name, { value }]) => [name, value])),
      brand.url,
    ),
    event: withShopLinks(row.trigger.properties, brand.url),
    cart: {
      items: items.slice(0, cart?.limit),
      count: items.reduce((sum, { quantity }) => sum + quantity, 0),
      total: fromMoney(items.reduce((sum, { quantity, price }) => sum + quantity * toMoney(price ?? 0), 0)),
    },
    viewed: seen.slice(0, viewed?.limit),
    ...(about === undefined ? {} : { product: about }),
    recommendations: recommendations === undefined || !mayAdvertise(request) ? [] : await recommend(catalogue, request),
    brand,
    links: {
      shop: brand.url,
      ...(preferencesLink === undefined ? {} : { unsubscribe: preferencesLink, preferences: preferencesLink }),
    },
  };
};

/** Recommendations are advertising: in a transactional mail they need consent to some topic. */
const mayAdvertise = ({ campaign, consent }: ContentRequest): boolean =>
  !campaign.kind.transactional || Object.values(consent?.topics ?? {}).some(({ subscribed }) => subscribed);

/** How many candidates are looked up, so that sold-out ones can be passed over. */
const CANDIDATES = 20;

/** What was looked at and is not in the cart. */
const viewedIds = ({ viewed, cart }: Profile): readonly string[] => {
  const had = new Set(cartLines(cart).map(({ productId }) => productId));
  return viewed.map(({ productId }) => productId).filter((id) => !had.has(id));
};

/** The trigger's product; undefined where it is gone, or costs no less than the trigger says it did. */
const productOfTrigger = async (
  catalogue: SendEmailPorts['catalogue'],
  brand: Brand,
  { trigger: { properties } }: Send,
): Promise<MailProduct | undefined> => {
  const [product] = await offer(catalogue, brand, [productIdOf(properties) ?? '']);
  const previousPrice = numberOf(properties.previous_price);
  if (product === undefined || previousPrice === undefined) return product;
  return product.price !== undefined && product.price < previousPrice ? { ...product, previousPrice } : undefined;
};

const recommend = async (
  catalogue: SendEmailPorts['catalogue'],
  { row, step, brand, profile }: ContentRequest,
): Promise<readonly MailProduct[]> => {
  const { limit = 0, fallback } = step.email.slots.recommendations ?? {};
  const { properties } = row.trigger;
  const named = [properties, ...objectsOf(properties.products)].flatMap((product) => productIdOf(product) ?? []);
  const had = [...new Set([...named, ...cartLines(profile.cart).map(({ productId }) => productId)])];
  const viewed = viewedIds(profile).filter((id) => !had.includes(id));
  const neighbours = await catalogue.neighbours([...had, ...viewed]);
  // A mail that shows what was viewed recommends something else.
  const shown = step.email.slots.viewed === undefined ? [] : viewed;
  const ranked = rankNeighbours({ had, viewed }, neighbours)
    .filter((id) => !shown.includes(id))
    .slice(0, CANDIDATES);
  const found = await offer(catalogue, brand, ranked);
  if (found.length >= limit || fallback === undefined) return found.slice(0, limit);
  const more = (await catalogue.bestsellers()).filter((id) => ![...had, ...shown, ...ranked].includes(id));
  return [...found, ...(await offer(catalogue, brand, more))].slice(0, limit);
};

const offer = async (
  catalogue: SendEmailPorts['catalogue'],
  brand: Brand,
  ids: readonly string[],
): Promise<readonly MailProduct[]> => {
  const products = await catalogue.products(ids);
  return ids.flatMap((id) => {
    const product = products.get(id);
    return product === undefined || !isAvailable(product) ? [] : [ofProduct(product, brand)];
  });
};

const ofProduct = (product: Product, { url: shop }: Brand): MailProduct => {
  const { id, price, imageUrl } = product;
  return {
    id,
    quantity: 1,
    price: price === undefined ? undefined : fromMoney(price),
    imageUrl,
    ...(product.origin === 'feed' ? { name: product.name, url: product.url } : saidOf(product, shop)),
  };
};

/** The catalogue's word counts more than what the event said when the product was put in. */
const ofLine = (line: CartLine, product: Product | undefined, brand: Brand): MailProduct => {
  const said = saidOf({ ...line, id: line.productId }, brand.url);
  const known = product === undefined ? undefined : ofProduct(product, brand);
  return {
    id: line.productId,
    name: known?.name ?? said.name,
    quantity: line.quantity,
    price: known?.price ?? (line.price === undefined ? undefined : fromMoney(line.price)),
    url: known?.url ?? said.url,
    imageUrl: known?.imageUrl ?? line.imageUrl,
  };
};

/** What events called a product, and where they said it is: anybody's word, so nothing in it leads out of the shop. */
const saidOf = (
  { id, name, url }: { readonly id: string; readonly name?: string; readonly url?: string },
  shop: string,
): Pick<MailProduct, 'name' | 'url'> => ({
  name: name !== undefined && leadsNowhereElse(name, shop) ? name : id,
  url: leadsNowhereElse(url, shop) ? url : undefined,
});
