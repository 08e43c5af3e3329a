import { createFileRegistry, type DescFile, type DescMessage, fromBinary, toJson } from '@bufbuild/protobuf';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { type DescriptorProto, FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { refuse } from '../refusal.ts';
import type { PayloadFraming, PayloadSchema } from './payload-schema.ts';
import { readSafely } from './read-safely.ts';

type Described = Pick<PayloadSchema, 'name' | 'event' | 'fingerprint'>;

/** A registry's framing names the message by numbers: which messages they stand for. */
interface MessageIndex {
  /** Places in the order of the file, outermost first. */
  byPath(path: readonly number[]): DescMessage | undefined;
  /** The place among all full names of the file, sorted. */
  byRank(rank: number): DescMessage | undefined;
}

const NESTING: ReadonlySet<string> = new Set(['properties', 'traits']);
/** Deeper than any file nests its messages. */
const MAX_PATH = 32;

/**
 * Payloads of one `.proto` file, given as the FileDescriptorSet (base64) that the build made of it. Read as Protobuf's
 * own JSON mapping has them, under the names in the file: 64-bit integers as text, Timestamps as ISO 8601, fields
 * without presence left out where they hold their default.
 */
export const protobufPayload = (described: Described, descriptorSet: string): PayloadSchema => {
  let index: MessageIndex | undefined;
  return {
    ...described,
    read: (bytes, framing) =>
      readSafely('Protobuf', () => {
        index ??= indexOf(descriptorSet);
        const reader = new BinaryReader(bytes);
        const message = MESSAGE[framing](reader, index);
        if (message === undefined) return refuse('broken_framing', 'names a message that its schema does not have');
        const read = fromBinary(message, bytes.subarray(reader.pos), { readUnknownFields: false });
        return {
          kind: 'read',
          document: toJson(message, read, { useProtoFieldName: true }),
          isNested: message.fields.some(({ name }) => NESTING.has(name)),
        };
      }),
  };
};

const MESSAGE: Record<PayloadFraming, (reader: BinaryReader, index: MessageIndex) => DescMessage | undefined> = {
  /**
   * A count and as many places, all zigzag; a single 0 stands for the first message of the file.
   * Source: https://docs.confluent.io/platform/current/schema-registry/fundamentals/serdes-develop/index.html#wire-format
   */
  confluent: (reader, index) => {
    const count = reader.sint32();
    if (count === 0) return index.byPath([0]);
    if (count < 0 || count > MAX_PATH) return undefined;
    return index.byPath(Array.from({ length: count }, () => reader.sint32()));
  },
  /**
   * One number, not zigzag: the rank of the message's full name among all of the file's, nested ones and those of maps
   * included. Source: https://github.com/awslabs/aws-glue-schema-registry (MessageIndexFinder, ProtobufWireFormatEncoder)
   */
  glue: (reader, index) => index.byRank(reader.uint32()),
};

const indexOf = (descriptorSet: string): MessageIndex => {
  const set = fromBinary(FileDescriptorSetSchema, Buffer.from(descriptorSet, 'base64'));
  const registry = createFileRegistry(set);
  // Imports come first, what imports them last.
  const own = set.file.at(-1);
  const file: DescFile | undefined = own && registry.getFile(own.name);
  if (own === undefined || file === undefined) throw new Error('the schema has no file');
  const inPackage = (name: string): string => (own.package === '' ? name : `${own.package}.${name}`);
  const names = own.messageType.flatMap((type) => namesIn(type, inPackage(type.name))).sort();
  return {
    byPath: ([first, ...rest]) => {
      let type: DescriptorProto | undefined = first === undefined ? undefined : own.messageType[first];
      let name = inPackage(type?.name ?? '');
      for (const place of rest) {
        type = type?.nestedType[place];
        name += `.${type?.name ?? ''}`;
      }
      return type && registry.getMessage(name);
    },
    byRank: (rank) => {
      const name = names[rank];
      return name === undefined ? undefined : registry.getMessage(name);
    },
  };
};

const namesIn = (type: DescriptorProto, name: string): readonly string[] => [
  name,
  ...type.nestedType.flatMap((nested) => namesIn(nested, `${name}.${nested.name}`)),
];
