import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectStore } from '../../ports/object-store.ts';

/** An S3 bucket. Errors other than a key that is not there are thrown: the caller's event source tries again. */
export const s3ObjectStore = (client: S3Client, bucket: string): ObjectStore => ({
  put: async (key, body, contentType) => {
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: contentType }));
  },
  get: async (key) => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  },
  delete: async (key) => {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  },
  list: async function* (prefix, { after } = {}) {
    // A general-purpose bucket lists keys in the order of their UTF-8 bytes.
    for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix, StartAfter: after })) {
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
    }
  },
});
