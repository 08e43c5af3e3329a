import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimEndpoints, readEndpoints } from '../../../tools/demo/endpoints-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kairos-endpoints-'));
});
afterAll(() => rm(folder, { recursive: true }));

const endpointsAt = (port: number) => {
  const url = `http://127.0.0.1:${port}`;
  return { kinesis: url, collector: url, api: url, console: `${url}/` };
};
const aFile = () => join(folder, `${Math.random()}.json`);
/** No system gives a process this number. */
const GONE = 2 ** 22 + 1;

describe('the file of a live demo’s addresses', () => {
  it('is there while the demo lives, and gone with it', async () => {
    const file = aFile();
    const claim = await claimEndpoints(endpointsAt(1), file);
    expect(await readEndpoints(file)).toEqual(endpointsAt(1));
    expect(claim.replaced).toBeUndefined();
    await claim.release();
    expect(existsSync(file)).toBe(false);
  });

  it('names the latest demo, which says whom it replaces, and then the one before again', async () => {
    const file = aFile();
    const first = await claimEndpoints(endpointsAt(1), file);
    const second = await claimEndpoints(endpointsAt(2), file);
    expect(second.replaced).toMatchObject({ api: 'http://127.0.0.1:1', pid: process.pid });
    expect(await readEndpoints(file)).toEqual(endpointsAt(2));
    await second.release();
    expect(await readEndpoints(file)).toEqual(endpointsAt(1));
    await first.release();
    expect(existsSync(file)).toBe(false);
  });

  it('is left to the later demo by the one before', async () => {
    const file = aFile();
    const first = await claimEndpoints(endpointsAt(1), file);
    const second = await claimEndpoints(endpointsAt(2), file);
    await first.release();
    expect(await readEndpoints(file)).toEqual(endpointsAt(2));
    await second.release();
  });

  it.each([
    ['of a demo that was killed', JSON.stringify({ ...endpointsAt(1), pid: GONE })],
    ['of the same addresses, whose demo must be dead', JSON.stringify({ ...endpointsAt(2), pid: process.pid })],
    ['that nobody can read', '{'],
  ])('%s replaces nobody', async (_, text) => {
    const file = aFile();
    await writeFile(file, text);
    const claim = await claimEndpoints(endpointsAt(2), file);
    expect(claim.replaced).toBeUndefined();
    await claim.release();
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });
});
