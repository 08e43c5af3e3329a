import { memoryCatalogue } from '../../lambdas/adapters/memory/memory-catalogue.ts';
import { memoryConsentStore } from '../../lambdas/adapters/memory/memory-consent-store.ts';
import { memoryProfileStore } from '../../lambdas/adapters/memory/memory-profile-store.ts';
import { memorySendHolds } from '../../lambdas/adapters/memory/memory-send-holds.ts';
import { memorySendLedger } from '../../lambdas/adapters/memory/memory-send-ledger.ts';
import type { Brand } from '../../lambdas/core/campaign/campaign.ts';
import type { Product } from '../../lambdas/core/catalogue/product.ts';
import { applyConsent, initialConsent } from '../../lambdas/core/consent/apply-consent.ts';
import type { CustomerEvent, Instant } from '../../lambdas/core/event/event.ts';
import { addressHash, identityId } from '../../lambdas/core/identity/identity.ts';
import { evolve, newProfile } from '../../lambdas/core/profile/evolve.ts';
import { fromMoney } from '../../lambdas/core/profile/money.ts';
import type { Renderer } from '../../lambdas/ports/renderer.ts';
import type { PreviewPorts } from './preview-ports.ts';
import { SAMPLE } from './sample-trigger.ts';

const ADDRESS = 'ada@example.com';
const PERSON = identityId({ kind: 'user', value: SAMPLE });
/** How many products lie in the cart; others were looked at. */
const IN_CART = 2;
const LOOKED_AT = 5;

export interface SampleProps {
  readonly book: PreviewPorts['book'];
  readonly renderer: Renderer;
  readonly products: readonly Product[];
  readonly now: Instant;
}

/** A person who agreed to everything, looked at things and left some in the cart: for mails that are being written. */
export const samplePorts = async ({ book, renderer, products, now }: SampleProps): Promise<PreviewPorts> => {
  const profiles = memoryProfileStore();
  const consents = memoryConsentStore();
  const catalogue = memoryCatalogue();
  await catalogue.put({ products, bestsellers: products.map(({ id }) => id) });
  const [first, ...events] = pastOf(products, now);
  const profile = events.reduce((known, event) => evolve(known, event), evolve(newProfile(PERSON, first), first));
  const state = { kind: 'profile', version: 1, profile, seen: [], chunks: [], applied: [] } as const;
  await profiles.commit([{ kind: 'state', id: PERSON, expected: 0, state }]);
  const agreed = applyConsent(initialConsent(addressHash(ADDRESS)), agreementsTo(book.brand, now));
  if (agreed !== undefined) await consents.commit(agreed);
  const ledger = memorySendLedger({ profiles, consents });
  const rest = { catalogue, renderer, holds: memorySendHolds(), allowRecipients: ['*'], clock: { now: () => now } };
  return { book, profiles, consents, ledger, ...rest };
};

const agreementsTo = ({ topics }: Brand, now: Instant) =>
  topics.map(({ id: topic }) => ({ topic, subscribed: true, at: now, by: SAMPLE }));

const pastOf = (products: readonly Product[], now: Instant): [CustomerEvent, ...CustomerEvent[]] => {
  const envelope = { source: SAMPLE, userId: SAMPLE, at: now, receivedAt: now, context: {} };
  const about =
    (event: string) =>
    (product: Product, index: number): CustomerEvent => ({
      ...{ ...envelope, type: 'track', event, messageId: `${event} ${index}` },
      properties: {
        ...{ product_id: product.id, name: product.name, quantity: 2 },
        ...(product.price === undefined ? {} : { price: fromMoney(product.price) }),
        ...(product.url === undefined ? {} : { url: product.url }),
        ...(product.imageUrl === undefined ? {} : { image_url: product.imageUrl }),
      },
    });
  return [
    {
      ...envelope,
      type: 'identify',
      messageId: 'who',
      traits: { email: ADDRESS, firstName: 'Ada', lastName: 'Sample' },
    },
    ...products.slice(0, LOOKED_AT).map(about('Product Viewed')),
    ...products.slice(0, IN_CART).map(about('Product Added')),
  ];
};
