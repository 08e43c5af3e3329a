import { isSchemaId, type SchemaId } from '../core/schema/schema-name.ts';
import { type DecodedRecord, decodeRecord, type SchemaNames, type StreamRecord } from './decode-record.ts';
import type { EventValidators } from './event-validators.ts';

/** Names that may be asked for: see the port `SchemaRegistry`. */
export interface LearnedNames extends SchemaNames {
  learn(ids: readonly SchemaId[]): Promise<void>;
}

/**
 * `decodeRecord` of each, in order. The registry is asked at most once, and only where a record names a schema that
 * nobody has heard of; then only such records are decoded again. Rejects where the registry could not be asked.
 */
export const decodeRecords = async (
  records: readonly StreamRecord[],
  validators: EventValidators,
  schemas?: LearnedNames,
): Promise<readonly DecodedRecord[]> => {
  const decoded = records.map((record) => decodeRecord(record, validators, schemas));
  if (schemas === undefined) return decoded;
  const unknown = new Set(decoded.flatMap(unknownIds));
  if (unknown.size === 0) return decoded;
  await schemas.learn([...unknown]);
  const isLearned = (id: SchemaId): boolean => schemas.nameOf(id) !== undefined;
  return records.map((record, index) => {
    const first = decoded[index];
    return first !== undefined && !unknownIds(first).some(isLearned)
      ? first
      : decodeRecord(record, validators, schemas);
  });
};

const unknownIds = ({ failures }: DecodedRecord): readonly SchemaId[] =>
  failures.flatMap(({ reason, schema }) => (reason === 'unknown_schema' && isSchemaId(schema) ? [schema] : []));
