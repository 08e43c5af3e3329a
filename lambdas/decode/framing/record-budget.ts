import { limits } from '../limits.ts';

/** What is left of a record's limits while its parts are opened one after the other. */
export interface RecordBudget {
  inflatedBytes: number;
  messages: number;
}

/** A record's limits hold for all its parts together: a thousand small bombs are one big one. */
export const recordBudget = (): RecordBudget => ({
  inflatedBytes: limits.inflatedBytes,
  messages: limits.messagesAnAggregate,
});
