import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type JournalCall, openJournal } from '../../../../tools/cloud/journal/journal.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'kairos-journal-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const aCall = (at: number, arg: unknown = at): JournalCall => ({
  at,
  store: 'events',
  method: 'append',
  args: [arg],
  ids: [],
});

const write = (...calls: readonly JournalCall[]): string => {
  const journal = openJournal(dir);
  journal.begin({ rows: new Map([['a', 1n]]) }, 5);
  for (const call of calls) journal.append(call);
  journal.close();
  return join(dir, 'journal');
};

const saved = () => {
  const journal = openJournal(dir);
  journal.close();
  return journal.saved;
};

describe('a journal', () => {
  it('is empty where nothing was saved yet', () => {
    expect(saved()).toEqual({ image: undefined, calls: [], at: undefined });
  });

  it('gives back the image and every call since, with bytes, big numbers and maps', () => {
    const calls = [aCall(7, new Uint8Array([1, 2])), aCall(9, { seen: 2n ** 63n })];
    write(...calls);
    expect(saved()).toEqual({ image: { rows: new Map([['a', 1n]]) }, calls, at: 9 });
  });

  it('leaves out an entry that was cut off anywhere, and keeps all before it', () => {
    const file = write(aCall(7), aCall(8));
    const whole = readFileSync(file);
    const lastBytes = statSync(file).size;
    for (let cut = 1; cut < 60; cut += 1) {
      writeFileSync(file, whole);
      truncateSync(file, lastBytes - cut);
      expect(saved().calls[0]).toEqual(aCall(7));
    }
  });

  it('takes zeroes at the end for what they are: blocks that were never written', () => {
    appendFileSync(write(aCall(7)), Buffer.alloc(4096));
    expect(saved().calls).toEqual([aCall(7)]);
  });

  it('refuses a file with a damaged entry in its middle instead of forgetting what follows', () => {
    const file = write(aCall(7), aCall(8));
    const bytes = readFileSync(file);
    bytes[12] = (bytes[12] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect(() => openJournal(dir)).toThrow('damaged at byte 0');
  });

  it('is the old one whole where its compaction was cut off', () => {
    const file = write(aCall(7));
    writeFileSync(`${file}.new`, readFileSync(file).subarray(0, 20));
    expect(saved().calls).toEqual([aCall(7)]);
  });

  it('is nobody else’s to read', () => {
    expect(statSync(write()).mode & 0o077).toBe(0);
  });

  it('is one process’s at a time; a dead one’s lock is taken over', () => {
    write();
    writeFileSync(join(dir, 'lock'), String(process.ppid));
    expect(() => openJournal(dir)).toThrow(`in use by process ${process.ppid}`);
    writeFileSync(join(dir, 'lock'), '2147483646');
    expect(saved().at).toBe(5);
  });
});
