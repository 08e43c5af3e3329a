import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { s3ObjectStore } from '../../../../lambdas/adapters/aws/s3-object-store.ts';

const s3 = mockClient(S3Client);
const bucket = () => s3ObjectStore(new S3Client({ region: 'eu-west-1' }), 'lake');

beforeEach(() => s3.reset());

describe('a bucket', () => {
  it('stores bytes under a key with their type', async () => {
    const body = new Uint8Array([1, 2]);
    await bucket().put('raw/a', body, 'application/zstd');
    expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toEqual({
      Bucket: 'lake',
      Key: 'raw/a',
      Body: body,
      ContentType: 'application/zstd',
    });
  });

  it('gives nothing for a key that is not there, and throws anything else', async () => {
    s3.on(GetObjectCommand, { Key: 'gone' }).rejects(new NoSuchKey({ message: '', $metadata: {} }));
    s3.on(GetObjectCommand, { Key: 'locked' }).rejects(new Error('AccessDenied'));
    expect(await bucket().get('gone')).toBeUndefined();
    await expect(bucket().get('locked')).rejects.toThrow('AccessDenied');
  });

  it('gives back the bytes', async () => {
    const body = Object.assign(Readable.from([]), { transformToByteArray: async () => new Uint8Array([7]) });
    // Only the method that is read; the SDK's own type has a dozen.
    s3.on(GetObjectCommand).resolves({ Body: body as never });
    expect(await bucket().get('raw/a')).toEqual(new Uint8Array([7]));
  });

  it('lists every page, after a key where asked', async () => {
    s3.on(ListObjectsV2Command, { ContinuationToken: undefined }).resolves({
      Contents: [{ Key: 'raw/b' }],
      IsTruncated: true,
      NextContinuationToken: 'more',
    });
    s3.on(ListObjectsV2Command, { ContinuationToken: 'more' }).resolves({ Contents: [{ Key: 'raw/c' }] });
    expect(await Array.fromAsync(bucket().list('raw/', { after: 'raw/a' }))).toEqual(['raw/b', 'raw/c']);
    expect(s3.commandCalls(ListObjectsV2Command)[0]?.args[0].input).toMatchObject({
      Prefix: 'raw/',
      StartAfter: 'raw/a',
    });
  });

  it('deletes a key', async () => {
    await bucket().delete('raw/a');
    expect(s3.commandCalls(DeleteObjectCommand)[0]?.args[0].input).toEqual({ Bucket: 'lake', Key: 'raw/a' });
  });
});
