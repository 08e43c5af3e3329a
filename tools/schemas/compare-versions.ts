import { SchemaFileError } from '../build/schema-file-error.ts';
import { parseAvro } from './avro/avro-schema.ts';
import { compareAvroSchemas } from './avro/compare-avro-schemas.ts';
import type { Direction, Incompatibility } from './incompatibility.ts';
import { compareJsonSchemas, type LibrarySchema } from './json-schema/compare-json-schemas.ts';
import { schemaLibrary } from './json-schema/schema-library.ts';
import { compareProtoFiles } from './protobuf/compare-proto-files.ts';
import { parseProto } from './protobuf/proto-schema.ts';
import type { SchemaFolder, SchemaFormat, SchemaVersion } from './schema-folder.ts';

/** A version, and the JSON Schemas of the checkout that it stands in. */
export interface PlacedVersion {
  readonly version: SchemaVersion;
  readonly jsonSchemas: JsonSchemas;
}

export type JsonSchemas = (name: string) => LibrarySchema;

/** Makes a folder's JSON Schemas ready to be compared. */
export const jsonSchemasOf = ({ documents }: SchemaFolder): JsonSchemas => {
  const library = schemaLibrary([...documents.values()]);
  const names = [...documents.keys()];
  return (name) => ({ schema: library.documents[names.indexOf(name)] ?? true, resolve: library.resolve });
};

/** What a new version breaks for consumers of the older one (forward), or for its own when they meet old data (backward). */
export const compareVersions = (
  format: SchemaFormat,
  older: PlacedVersion,
  newer: PlacedVersion,
  direction: Direction,
): readonly Incompatibility[] => {
  const [writer, reader] = direction === 'backward' ? [older, newer] : [newer, older];
  switch (format) {
    case 'json':
      return compareJsonSchemas(writer.jsonSchemas(writer.version.name), reader.jsonSchemas(reader.version.name));
    case 'avsc':
      return compareAvroSchemas(avroOf(writer.version), avroOf(reader.version));
    case 'proto':
      return compareProtoFiles(
        protoOf(writer.version),
        protoOf(reader.version),
        direction === 'backward' ? 'writer' : 'reader',
      );
  }
};

const avroOf = (version: SchemaVersion) => readAs(version, 'Avro schema', (text) => parseAvro(JSON.parse(text)));
const protoOf = (version: SchemaVersion) => readAs(version, 'Protobuf file', parseProto);

const readAs = <T>({ name, text }: SchemaVersion, what: string, parse: (text: string) => T): T => {
  try {
    return parse(text);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new SchemaFileError(`schemas/${name}`, '', `it is no ${what}: ${words}`, 'Mend it.');
  }
};
