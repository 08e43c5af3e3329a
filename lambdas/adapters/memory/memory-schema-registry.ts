import type { SchemaId, SchemaName } from '../../core/schema/schema-name.ts';
import type { SchemaRegistry } from '../../ports/schema-registry.ts';

export interface MemorySchemaRegistry extends SchemaRegistry {
  /** What a producer's serializer does before it writes with a schema. */
  register(id: SchemaId, name: SchemaName): void;
}

/** A registry that answers at once: what is registered is known when it is asked for, not before, as with a real one. */
export const memorySchemaRegistry = (registered: Readonly<Record<SchemaId, SchemaName>> = {}): MemorySchemaRegistry => {
  const all = new Map<string, SchemaName>(Object.entries(registered));
  const known = new Map<SchemaId, SchemaName>();
  return {
    nameOf: (id) => known.get(id),
    learn: async (ids) => {
      for (const id of ids) {
        const name = all.get(id);
        if (name !== undefined) known.set(id, name);
      }
    },
    register: (id, name) => {
      all.set(id, name);
    },
  };
};
