import type { FailureReason } from '../core/failure/failed-event.ts';

/** Why bytes or a document cannot become an event. `detail` never holds a value from it. */
export interface Refusal {
  readonly kind: 'refused';
  readonly reason: FailureReason;
  readonly detail: string;
  readonly path?: string;
  readonly schema?: string;
}

export const refuse = (
  reason: FailureReason,
  detail: string,
  where: { readonly path?: string; readonly schema?: string } = {},
): Refusal => ({ kind: 'refused', reason, detail, ...where });
