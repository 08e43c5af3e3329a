import type { JsonObject } from '../core/event/event.ts';

/** How properties of one version become those of the next. Applied in this order. */
export interface Upcast {
  /** Old name → new name. */
  readonly rename: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
  /** Values of what is missing. */
  readonly set: JsonObject;
}

/** Properties as a later version has them; what no step names is kept. */
export const upcastProperties = (properties: JsonObject, steps: readonly Upcast[]): JsonObject =>
  steps.reduce((given, { rename, remove, set }) => {
    const kept = Object.entries(given)
      .map(([name, value]) => [Object.hasOwn(rename, name) ? (rename[name] ?? name) : name, value] as const)
      .filter(([name]) => !remove.includes(name));
    return { ...set, ...Object.fromEntries(kept) };
  }, properties);
