import { z } from 'zod';
import type { IdentityId } from '../core/identity/identity.ts';
import type { Merge } from '../core/identity/identity-graph.ts';
import type { Item } from './state-item.ts';

export const MERGE_PREFIX = 'MERGE#';

/** A merge as it is kept with the profile that won, `ID#<winner>/MERGE#<loser>`. No TTL: it is asked for years later. */
export const mergeToItem = ({ winner, loser, at, by, between, ...versions }: Merge): Item => ({
  pk: { S: `ID#${winner}` },
  sk: { S: `${MERGE_PREFIX}${loser}` },
  at: { N: String(at) },
  by: { S: by },
  between: { S: between.join(' ') },
  winnerVersion: { N: String(versions.winnerVersion) },
  loserVersion: { N: String(versions.loserVersion) },
});

/** Items of before versions and identifiers were kept say so with 0 and the profiles themselves. */
export const mergeFromItem = (item: Item): Merge => {
  const { pk, sk, at, by, between, winnerVersion, loserVersion } = storedMerge.parse(item);
  const [winner, loser] = [pk.slice('ID#'.length) as IdentityId, sk.slice(MERGE_PREFIX.length) as IdentityId];
  const [one = winner, other = loser] = between.split(' ').filter((id) => id !== '') as IdentityId[];
  return { winner, loser, at, by, between: [one, other], winnerVersion, loserVersion };
};

const text = z.object({ S: z.string() }).transform(({ S }) => S);
const number = z.object({ N: z.coerce.number() }).transform(({ N }) => N);
const storedMerge = z.object({
  pk: text,
  sk: text,
  at: number,
  by: text,
  between: text.default(''),
  winnerVersion: number.default(0),
  loserVersion: number.default(0),
});
