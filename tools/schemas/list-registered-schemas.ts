import type { RegisteredSchema } from '../../lib/constructs/schema-registry.ts';
import { registeredDefinition } from './registered-definition.ts';
import type { SchemaFolder, SchemaFormat } from './schema-folder.ts';

/** What Glue calls a format, and what its schemas' names end with: one event may have all three. */
const REGISTRY: Readonly<Record<SchemaFormat, { dataFormat: RegisteredSchema['dataFormat']; suffix: string }>> = {
  json: { dataFormat: 'JSON', suffix: '' },
  avsc: { dataFormat: 'AVRO', suffix: '-avro' },
  proto: { dataFormat: 'PROTOBUF', suffix: '-protobuf' },
};

/** Every event's schemas as the registry gets them; the envelope is no event. */
export const listRegisteredSchemas = (folder: SchemaFolder): readonly RegisteredSchema[] =>
  folder.series
    .filter(({ slug }) => slug !== 'envelope')
    .map(({ slug, format, versions }) => ({
      name: `${slug}${REGISTRY[format].suffix}`,
      dataFormat: REGISTRY[format].dataFormat,
      compatibility: versions.at(-1)?.mode ?? 'NONE',
      definitions: versions.map((version) => registeredDefinition(folder, version)),
    }));
