import type { AddressHash } from '../identity/identity.ts';
import type { Send } from './send.ts';

const PREFIX = 'broadcast:';

/** One run's mail to one address, however many profiles share it: put again, it is the same row. */
export const broadcastEntryKey = (runId: string, address: AddressHash): string => `${PREFIX}${runId}:${address}`;

/** Is this row one of a broadcast's? */
export const isOfBroadcast = ({ entryKey }: Pick<Send, 'entryKey'>): boolean => entryKey.startsWith(PREFIX);

/** Is this row one of this run's? */
export const isOfRun = ({ entryKey }: Pick<Send, 'entryKey'>, runId: string): boolean =>
  entryKey.startsWith(`${PREFIX}${runId}:`);
