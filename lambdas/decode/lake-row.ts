import { isUtf8 } from 'node:buffer';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { z } from 'zod';
import type { StreamRecord } from './decode-record.ts';

const lakeRow = z.object({
  shard: z.string(),
  sequence: z.string(),
  /** Milliseconds since 1970. */
  arrivedAt: z.number(),
  partitionKey: z.string(),
  encoding: z.enum(['utf8', 'base64']),
  data: z.string(),
});

/** A record in the lake, as it was before anybody judged it. One a line. */
export type LakeRow = z.infer<typeof lakeRow>;

const toRow = ({ position, arrivedAt, partitionKey, data }: StreamRecord): LakeRow => {
  const encoding = isUtf8(data) ? 'utf8' : 'base64';
  const { shard, sequence } = position;
  return { shard, sequence, arrivedAt, partitionKey, encoding, data: Buffer.from(data).toString(encoding) };
};

/** `raw/dt=…/hour=…/*.ndjson.zst`: byte for byte the same for the same records. */
export const writeLakeObject = (records: readonly StreamRecord[]): Uint8Array =>
  zstdCompressSync(records.map((record) => `${JSON.stringify(toRow(record))}\n`).join(''));

/** The records of a lake object, with their original bytes. Throws where it is none. */
export const readLakeObject = (bytes: Uint8Array): readonly StreamRecord[] =>
  zstdDecompressSync(bytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { shard, sequence, arrivedAt, partitionKey, encoding, data } = lakeRow.parse(JSON.parse(line));
      return {
        position: { shard, sequence, subSequence: 0 },
        arrivedAt,
        partitionKey,
        data: Buffer.from(data, encoding),
      };
    });
