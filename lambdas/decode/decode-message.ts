import type { CustomerEvent, Instant } from '../core/event/event.ts';
import { checkBounds } from './check-bounds.ts';
import { checkText } from './check-text.ts';
import type { EventValidators } from './event-validators.ts';
import { type Refusal, refuse } from './refusal.ts';
import { isSegmentMessage } from './segment-message.ts';
import { toCustomerEvent } from './to-customer-event.ts';

/** One parsed message as the domain knows it, or why it cannot be: bounds, envelope, text, then the event's own schema. */
export const decodeMessage = (
  document: unknown,
  arrivedAt: Instant,
  validators: EventValidators,
): CustomerEvent | Refusal => {
  const outOfBounds = checkBounds(document);
  if (outOfBounds !== undefined) return outOfBounds;
  const found = validators.envelope(document);
  if (!isSegmentMessage(document, found)) {
    const where = { path: found?.path, schema: found?.schema };
    return refuse('invalid_envelope', found?.message ?? 'is no message', where);
  }
  const brokenText = checkText(document);
  if (brokenText !== undefined) return brokenText;
  if (document.type === 'track') {
    const broken = validators.properties(document.event ?? '', document.properties ?? {});
    const lifted = broken && validators.upcast(document.event ?? '', document.properties ?? {});
    if (lifted !== undefined) return toCustomerEvent({ ...document, properties: lifted }, arrivedAt);
    if (broken !== undefined) {
      const where = { path: `/properties${broken.path}`, schema: broken.schema };
      return refuse('schema_violation', broken.message, where);
    }
  }
  return toCustomerEvent(document, arrivedAt);
};

export const isRefusal = (decoded: CustomerEvent | Refusal): decoded is Refusal => 'kind' in decoded;
