import type { Send } from './send.ts';

const PREFIX = 'broadcast:';

/** Is this row one of a broadcast's? */
export const isOfBroadcast = ({ entryKey }: Pick<Send, 'entryKey'>): boolean => entryKey.startsWith(PREFIX);
