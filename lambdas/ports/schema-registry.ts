import type { SchemaId, SchemaName } from '../core/schema/schema-name.ts';

/** Which file of `schemas/` an id stands for. The files themselves come with the bundle. */
export interface SchemaRegistry {
  /** What is known without asking anybody: it is asked for every framed record. */
  nameOf(id: SchemaId): SchemaName | undefined;
  /**
   * Asks for ids that are not known; afterwards `nameOf` knows those that the registry does. Rejects where the registry
   * could not be asked: an id that it does not have is no error.
   */
  learn(ids: readonly SchemaId[]): Promise<void>;
}
