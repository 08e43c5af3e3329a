import { type Identifier, type IdentityId, identityId } from '../../lambdas/core/identity/identity.ts';
import { toMoney } from '../../lambdas/core/profile/money.ts';
import type { AppliedEvent, Cart, CartLine, Profile, ProfileState } from '../../lambdas/core/profile/profile.ts';

/** A Tuesday noon in London, in winter. */
export const NOON = Date.UTC(2026, 0, 13, 12);

export const anIdentity = (value = 'ada', kind: Identifier['kind'] = 'user'): IdentityId => identityId({ kind, value });

/** A cart that opened at `at`, with each line put in then. */
export const aCart = (
  lines: readonly (Partial<Omit<CartLine, 'price'>> & { readonly price?: number })[] = [{}],
  { key = 'cart-1', at = NOON }: { readonly key?: string; readonly at?: number } = {},
): Cart => ({
  key,
  openedAt: at,
  emptiedAt: 0,
  operations: lines.map(({ price = 10, ...line }, index) => ({
    kind: 'add',
    at,
    by: `web:add-${index}`,
    productId: `p-${index + 1}`,
    quantity: 1,
    name: `Product ${index + 1}`,
    price: toMoney(price),
    ...line,
  })),
});

/** `did` says when each event last happened. */
export const aProfile = ({
  email = 'ada@example.com',
  traits = {},
  did = {},
  ...given
}: Partial<Omit<Profile, 'traits' | 'counters'>> & {
  readonly email?: string | null;
  readonly traits?: Readonly<Record<string, string | number | boolean>>;
  readonly did?: Readonly<Record<string, number>>;
} = {}): Profile => ({
  id: anIdentity(),
  createdAt: NOON,
  firstSeenAt: NOON,
  lastSeenAt: NOON,
  userIds: ['ada'],
  anonymousIds: [],
  formerIds: [],
  traits: Object.fromEntries(
    Object.entries({ ...(email === null ? {} : { email }), ...traits }).map(([name, value]) => [
      name,
      { value, at: NOON, by: 'web:identify' },
    ]),
  ),
  counters: Object.fromEntries(Object.entries(did).map(([name, at]) => [name, { count: 1, firstAt: at, lastAt: at }])),
  purchases: { orders: 0, revenue: 0, cancelled: 0, cancelledValue: 0 },
  viewed: [],
  cart: { operations: [], emptiedAt: 0 },
  sessions: { closed: 0, recent: [] },
  pendingConsent: {},
  late: 0,
  ...given,
});

export const aProfileState = (
  profile: Profile = aProfile(),
  given: Partial<Omit<ProfileState, 'kind' | 'profile'>> = {},
): ProfileState => ({ kind: 'profile', version: 1, profile, seen: [], chunks: [], applied: [], ...given });

export const anApplied = (name = 'Product Added', given: Partial<AppliedEvent> = {}): AppliedEvent => ({
  name,
  messageId: 'm-1',
  source: 'web',
  at: NOON,
  receivedAt: given.at ?? NOON,
  properties: {},
  ...(name.startsWith('Product') ? { cartKey: 'cart-1' } : {}),
  ...given,
});
