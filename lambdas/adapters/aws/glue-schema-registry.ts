import { GetSchemaVersionCommand, type GetSchemaVersionCommandOutput, type GlueClient } from '@aws-sdk/client-glue';
import { digest } from '../../core/hash.ts';
import type { SchemaId, SchemaName } from '../../core/schema/schema-name.ts';
import { canonicalDefinition } from '../../decode/payload/canonical-definition.ts';
import type { PayloadSchema } from '../../decode/payload/payload-schema.ts';
import type { Clock } from '../../ports/clock.ts';
import type { SchemaRegistry } from '../../ports/schema-registry.ts';

/** One batch asks for no more: a hostile aggregate could name ten thousand. The others stay unknown for now. */
const QUESTIONS_A_BATCH = 50;
/** What nobody knew is asked again after a while: the producer's deployment may have been ahead of the registry. */
const ASK_AGAIN_MS = 60_000;
const REMEMBERED = 10_000;

/** Answers that asking again in this invocation will not change. */
const DEFINITE = new Set(['EntityNotFoundException', 'InvalidInputException', 'AccessDeniedException']);

const EXTENSIONS: Readonly<Record<string, string>> = { AVRO: 'avsc', PROTOBUF: 'proto', JSON: 'json' };

export interface GlueSchemaRegistryOptions {
  readonly client: GlueClient;
  /** Ids that are known beforehand: Confluent's cannot be asked for. */
  readonly known: Readonly<Record<string, SchemaName>>;
  /** Those in the bundle. */
  readonly validators: { payload(name: SchemaName): Pick<PayloadSchema, 'fingerprint'> | undefined };
  readonly clock: Clock;
}

/**
 * AWS Glue Schema Registry: a schema called `order-completed` (or `order-completed-avro`, …) in format AVRO stands at
 * version 2 for `order-completed/2.avsc`. Avro and Protobuf cannot be read with any schema but the writer's, so an id
 * is known only if the registry's definition is the bundle's.
 */
export const glueSchemaRegistry = ({ client, known, validators, clock }: GlueSchemaRegistryOptions): SchemaRegistry => {
  const names = new Map<string, SchemaName>(Object.entries(known));
  const askedAt = new Map<string, number>();

  const isDue = (id: SchemaId): boolean =>
    id.startsWith('glue:') && !names.has(id) && clock.now() - (askedAt.get(id) ?? 0) >= ASK_AGAIN_MS;

  const ask = async (id: SchemaId): Promise<SchemaName | undefined> => {
    try {
      const command = new GetSchemaVersionCommand({ SchemaVersionId: id.slice('glue:'.length) });
      return nameIn(await client.send(command), validators);
    } catch (error) {
      if (error instanceof Error && DEFINITE.has(error.name)) return undefined;
      throw error;
    }
  };

  return {
    nameOf: (id) => names.get(id),
    learn: async (ids) => {
      if (askedAt.size > REMEMBERED) askedAt.clear();
      for (const id of ids.filter(isDue).slice(0, QUESTIONS_A_BATCH)) {
        const name = await ask(id);
        if (name === undefined) askedAt.set(id, clock.now());
        else names.set(id, name);
      }
    },
  };
};

const nameIn = (
  { SchemaArn, VersionNumber, DataFormat, SchemaDefinition, Status }: GetSchemaVersionCommandOutput,
  validators: GlueSchemaRegistryOptions['validators'],
): SchemaName | undefined => {
  const extension = EXTENSIONS[DataFormat ?? ''];
  const slug = SchemaArn?.split('/')
    .at(-1)
    ?.replace(/-(?:avro|protobuf|json)$/, '');
  if (extension === undefined || slug === undefined || Status !== 'AVAILABLE') return undefined;
  const name = `${slug}/${VersionNumber}.${extension}`;
  const ours = validators.payload(name)?.fingerprint;
  // A release that does not have the file says so itself; JSON needs no schema to be read.
  if (ours === undefined || extension === 'json') return name;
  return ours === fingerprintIn(name, SchemaDefinition ?? '') ? name : undefined;
};

const fingerprintIn = (name: SchemaName, definition: string): string | undefined => {
  try {
    return digest(canonicalDefinition(name, definition));
  } catch {
    return undefined;
  }
};
