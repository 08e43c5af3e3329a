import type { EventValidators } from '../decode/event-validators.ts';

/** Built from `schemas/` by `npx kairos build`. */
declare const validators: EventValidators;
export default validators;
