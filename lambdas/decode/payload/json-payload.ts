import { json } from '../framing/json.ts';
import { recordBudget } from '../framing/record-budget.ts';
import { refuse } from '../refusal.ts';
import type { PayloadSchema } from './payload-schema.ts';

/** JSON under a registry's framing: the whole message, as it would be without. */
export const jsonPayload = (described: Pick<PayloadSchema, 'name' | 'event' | 'fingerprint'>): PayloadSchema => ({
  ...described,
  read: (bytes) => {
    if (!json.matches(bytes)) return refuse('not_json', 'is no JSON, as its schema says');
    const opened = json.open(bytes, recordBudget());
    switch (opened.kind) {
      case 'message':
        return { kind: 'read', document: opened.document, isNested: true };
      case 'refused':
        return opened;
      default:
        return refuse('invalid_envelope', 'is a list, where its schema describes one message');
    }
  },
});
