export { EmitError, type EmitErrorCode } from './emit-error.ts';
export { createEmitter, type Emitter, type EmitterOptions, type Receipt } from './emitter.ts';
export type * from './events.generated.ts';
export type { About, Actor } from './message.ts';
