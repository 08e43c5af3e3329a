import type { AddressHash } from '../../core/identity/identity.ts';
import type { Send, SendId } from '../../core/send/send.ts';
import { wakeShardOf } from '../../core/send/wake-shard.ts';
import type { Item } from '../../decode/state-item.ts';

export const PROFILE_INDEX = 'by-profile';
/** Sparse: only rows with a `wakeAt` are in it. */
export const WAKE_INDEX = 'wake';

const DAY_MS = 86_400_000;
/** Long past its day in every zone, no claim counts against a cap any more. */
const CAP_KEPT_MS = 4 * DAY_MS;

export const sendKey = (sendId: SendId): Item => ({ pk: { S: `SEND#${sendId}` }, sk: { S: 'SEND' } });

/** What the indexes and conditions need stands alone; the row itself is one JSON text. */
export const sendToItem = (row: Send): Item => ({
  ...sendKey(row.sendId),
  revision: { N: String(row.revision) },
  profileId: { S: row.profileId },
  decidedAt: { N: String(row.decidedAt) },
  ...(row.wakeAt === undefined
    ? {}
    : { wakeShard: { S: String(wakeShardOf(row)) }, wakeAt: { N: String(row.wakeAt) } }),
  ttl: { N: String(row.ttl) },
  row: { S: JSON.stringify(row) },
});

/** Our own JSON, read back: nobody else writes SEND items. */
export const sendFromItem = ({ row }: Item): Send => {
  if (row?.S === undefined) throw new Error('a SEND item without its row');
  return JSON.parse(row.S) as Send;
};

export const capKey = (address: AddressHash, day: string): Item => ({
  pk: { S: `CAP#${address}#${day}` },
  sk: { S: 'CAP' },
});

/** Epoch seconds after which a day's count is of no use. */
export const capTtl = (day: string): number => Math.ceil((Date.parse(day) + CAP_KEPT_MS) / 1_000);
