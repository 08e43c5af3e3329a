import type { Identifiers } from '../event/event.ts';
import { digest } from '../hash.ts';

/** Where an identifier's STATE item lives, and so also a profile's id: the one of its first identifier. */
export type IdentityId = string & { readonly brand: 'IdentityId' };
export type ProfileId = IdentityId;
export type AddressHash = string & { readonly brand: 'AddressHash' };

export interface Identifier {
  readonly kind: 'user' | 'anonymous';
  readonly value: string;
}

export const identityId = ({ kind, value }: Identifier): IdentityId => digest('id', kind, value) as IdentityId;

/** Addresses are compared trimmed and in lower case, as every large mail provider does. */
export const normaliseAddress = (address: string): string => address.trim().toLowerCase();
export const addressHash = (address: string): AddressHash =>
  digest('address', normaliseAddress(address)) as AddressHash;

/** The identifiers an event names, the user id first: it outlives devices. */
export const identifiersOf = ({ userId, anonymousId }: Identifiers): readonly Identifier[] => [
  ...(userId === undefined ? [] : [{ kind: 'user', value: userId } as const]),
  ...(anonymousId === undefined ? [] : [{ kind: 'anonymous', value: anonymousId } as const]),
];
