import type { CustomerEvent } from '../event/event.ts';
import { digest } from '../hash.ts';

/** Where an identifier's STATE item lives, and so also a profile's id: the one of its first identifier. */
export type IdentityId = string & { readonly brand: 'IdentityId' };
export type ProfileId = IdentityId;
export type AddressHash = string & { readonly brand: 'AddressHash' };

export interface Identifier {
  readonly kind: 'user' | 'anonymous';
  readonly value: string;
}

/** An identifier with the id that it hashes to. */
export interface NamedIdentifier extends Identifier {
  readonly id: IdentityId;
}

export const identityId = ({ kind, value }: Identifier): IdentityId => digest('id', kind, value) as IdentityId;

/** Addresses are compared trimmed and in lower case, as every large mail provider does. */
export const normaliseAddress = (address: string): string => address.trim().toLowerCase();
export const addressHash = (address: string): AddressHash =>
  digest('address', normaliseAddress(address)) as AddressHash;

/** The identifiers an event names, the user id first: it outlives devices. Hashes each once. */
export const identifiersOf = (event: CustomerEvent): EventIdentifiers => ({
  named: [
    ...(event.userId === undefined ? [] : [named('user', event.userId)]),
    ...(event.anonymousId === undefined ? [] : [named('anonymous', event.anonymousId)]),
  ],
  previous: event.type === 'alias' ? [named('anonymous', event.previousId), named('user', event.previousId)] : [],
});

export interface EventIdentifiers {
  readonly named: readonly NamedIdentifier[];
  /** An alias says "previous id" without saying of which kind. */
  readonly previous: readonly NamedIdentifier[];
}

/** Every identity an event may touch: what has to be read before it is placed. */
export const identitiesOf = ({ named, previous }: EventIdentifiers): readonly IdentityId[] =>
  [...named, ...previous].map(({ id }) => id);

const named = (kind: Identifier['kind'], value: string): NamedIdentifier => ({
  kind,
  value,
  id: identityId({ kind, value }),
});
