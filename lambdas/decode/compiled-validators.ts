import type { EventValidators, Violation } from './event-validators.ts';
import type { PayloadSchema } from './payload/payload-schema.ts';
import { type Upcast, upcastProperties } from './upcast.ts';

/** What ajv's standalone code exports: a predicate that leaves its findings on itself. */
export interface CompiledSchema {
  (document: unknown): boolean;
  errors?: readonly Finding[] | null;
}

interface Finding {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message?: string;
}

export interface NamedSchema {
  readonly id: string;
  readonly validate: CompiledSchema;
}

export interface EventSchema extends NamedSchema {
  readonly event: string;
  /** Earlier versions, the latest first, with the steps that lead from them to this one. */
  readonly earlier?: readonly { readonly validate: CompiledSchema; readonly steps: readonly Upcast[] }[];
}

/** These only say that something inside them failed; the findings before them say what. */
const WRAPPERS = new Set(['if', 'anyOf', 'oneOf']);

const check = ({ id, validate }: NamedSchema, document: unknown): Violation | undefined => {
  if (validate(document)) return undefined;
  const findings = (validate.errors ?? []).filter(({ keyword }) => !WRAPPERS.has(keyword));
  const path = findings[0]?.instancePath ?? '';
  const wanted = findings
    .filter(({ instancePath }) => instancePath === path)
    .map(({ message }) => message ?? 'is wrong');
  return { path, message: [...new Set(wanted)].join(' or '), schema: id };
};

/** Ties compiled schemas together; `events` is by exact event name, `payloads` by file. */
export const compiledValidators = (
  envelope: NamedSchema,
  events: readonly EventSchema[],
  payloads: readonly PayloadSchema[] = [],
): EventValidators => {
  const byName = new Map(payloads.map((schema) => [schema.name, schema]));
  const byEvent = new Map(events.map((schema) => [schema.event, schema]));
  return {
    envelope: (document) => check(envelope, document),
    properties: (event, properties) => {
      const schema = byEvent.get(event);
      return schema === undefined ? undefined : check(schema, properties);
    },
    upcast: (event, properties) => {
      const schema = byEvent.get(event);
      const written = schema?.earlier?.find(({ validate }) => validate(properties));
      if (schema === undefined || written === undefined) return undefined;
      const lifted = upcastProperties(properties, written.steps);
      return schema.validate(lifted) ? lifted : undefined;
    },
    payload: (name) => byName.get(name),
  };
};
