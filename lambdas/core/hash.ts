import { hash } from 'node:crypto';

/** Field separator that no identifier may hold, so that ('a','bc') and ('ab','c') never share a hash. */
const SEPARATOR = '\u0000';

/** 128 bits of SHA-256 as 22 characters of base64url: the form of every derived id (profile, address, send). */
export const digest = (...parts: readonly string[]): string =>
  hash('sha256', parts.join(SEPARATOR), 'base64url').slice(0, 22);

/** 64 bits of SHA-256 as a bigint, for the dedupe ring. */
export const digest64 = (...parts: readonly string[]): bigint =>
  hash('sha256', parts.join(SEPARATOR), 'buffer').readBigUInt64BE();

/** A number in [0, 1) that depends on the parts alone: holdout arms and seeded samples. */
export const fraction = (...parts: readonly string[]): number =>
  Number.parseInt(hash('sha256', parts.join(SEPARATOR), 'hex').slice(0, 13), 16) / 2 ** 52;
