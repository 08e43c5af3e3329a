import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../../lambdas/ports/object-store.ts';

export interface ObjectStoreWorld {
  readonly objects: ObjectStore;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const plain = (body: Uint8Array | undefined): readonly number[] | undefined => body && [...body];
const byBytes = (keys: readonly string[]) => [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));

/** What every `ObjectStore` promises. */
export const describeObjectStoreContract = (
  name: string,
  makeWorld: () => Promise<ObjectStoreWorld>,
  { limitsKeys = true } = {},
): void => {
  const holding = async (keys: readonly string[]): Promise<ObjectStore> => {
    const { objects } = await makeWorld();
    for (let from = 0; from < keys.length; from += 20)
      await Promise.all(keys.slice(from, from + 20).map((key) => objects.put(key, bytesOf(key), 'text/plain')));
    return objects;
  };
  const listed = (objects: ObjectStore, prefix: string, after?: string) =>
    Array.fromAsync(objects.list(prefix, after === undefined ? undefined : { after }));

  describe(`objects ${name}`, () => {
    it('are nothing where nothing was put, and a second deletion is no error', async () => {
      const { objects } = await makeWorld();
      expect(await objects.get('a')).toBeUndefined();
      expect(await listed(objects, '')).toEqual([]);
      await objects.put('a', bytesOf('a'), 'text/plain');
      for (let turn = 0; turn < 2; turn += 1) await objects.delete('a');
      expect(await objects.get('a')).toBeUndefined();
      expect(await listed(objects, '')).toEqual([]);
    });

    it.each([
      ['of every byte', Uint8Array.from({ length: 256 }, (_, byte) => byte)],
      ['of no byte', new Uint8Array()],
      ['that look like text in another encoding', Uint8Array.of(0xff, 0xfe, 0xc3, 0x28, 0x00, 0x0d, 0x0a)],
    ])('come back as bytes: those %s', async (_kind, body) => {
      const { objects } = await makeWorld();
      await objects.put('a', body, 'application/octet-stream');
      expect(plain(await objects.get('a'))).toEqual([...body]);
    });

    it('of several megabytes come back whole', async () => {
      const { objects } = await makeWorld();
      const body = Buffer.alloc(6_000_000, 'kairos ');
      await objects.put('a', body, 'application/octet-stream');
      expect(Buffer.from((await objects.get('a')) ?? []).equals(body)).toBe(true);
    });

    it('are overwritten by the same key', async () => {
      const { objects } = await makeWorld();
      for (const text of ['a longer first', 'second']) await objects.put('a', bytesOf(text), 'text/plain');
      expect(plain(await objects.get('a'))).toEqual(plain(bytesOf('second')));
      expect(await listed(objects, '')).toEqual(['a']);
    });

    it('stay what they were when put, whatever becomes of the buffer, and of what was read', async () => {
      const { objects } = await makeWorld();
      const body = bytesOf('first');
      await objects.put('a', body, 'text/plain');
      body.fill(0);
      (await objects.get('a'))?.fill(0);
      expect(plain(await objects.get('a'))).toEqual(plain(bytesOf('first')));
    });

    it('are listed by their prefix in the order of their keys’ bytes', async () => {
      const keys = ['b/2', 'b/10', 'b/1', 'b', 'B/1', 'b/\uffee', 'b/😀', 'b/é', 'b/ ', 'c/1', 'b-1', 'b/1/x'];
      const objects = await holding(keys);
      expect(await listed(objects, '')).toEqual(byBytes(keys));
      expect(await listed(objects, 'b/')).toEqual(byBytes(keys.filter((key) => key.startsWith('b/'))));
      expect(await listed(objects, 'b/1')).toEqual(['b/1', 'b/1/x', 'b/10']);
      expect(await listed(objects, 'nothing/')).toEqual([]);
    });

    it('are listed after a key, be it there or not', async () => {
      const objects = await holding(['a/1', 'a/2', 'a/\uffee', 'a/😀', 'b/1']);
      expect(await listed(objects, 'a/', 'a/1')).toEqual(['a/2', 'a/\uffee', 'a/😀']);
      expect(await listed(objects, 'a/', 'a/15')).toEqual(['a/2', 'a/\uffee', 'a/😀']);
      expect(await listed(objects, 'a/', 'a/\uffee')).toEqual(['a/😀']);
      expect(await listed(objects, 'a/', 'a/😀')).toEqual([]);
      expect(await listed(objects, 'b/', 'a/2')).toEqual(['b/1']);
      expect(await listed(objects, 'a/', '')).toHaveLength(4);
    });

    it('are listed page by page to the end', async () => {
      const keys = Array.from({ length: 1_010 }, (_, n) => `raw/${String(n).padStart(5, '0')}`);
      const objects = await holding(keys);
      expect(await listed(objects, 'raw/')).toEqual(keys);
      expect(await listed(objects, 'raw/', 'raw/00004')).toEqual(keys.slice(5));
    });

    it.each(['dt=2026-01-13/hour=00/a+b c', '100%25', 'a?b#c&d', 'q"\'<>', './a/../b', 'ключ/😀', 'k'.repeat(1_024)])(
      'may have the key %s',
      async (key) => {
        const objects = await holding([key]);
        expect(plain(await objects.get(key))).toEqual(plain(bytesOf(key)));
        expect(await listed(objects, '')).toEqual([key]);
        await objects.delete(key);
        expect(await objects.get(key)).toBeUndefined();
      },
    );

    if (limitsKeys)
      it('may not have a key of more than 1,024 bytes', async () => {
        const { objects } = await makeWorld();
        await expect(objects.put('é'.repeat(513), bytesOf('x'), 'text/plain')).rejects.toThrow();
      });
  });
};
