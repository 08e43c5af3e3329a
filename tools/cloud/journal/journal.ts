import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Instant } from '../../../lambdas/core/event/event.ts';
import { readFrames, toFrame } from './frames.ts';

/** One change of one store: enough to make it again. */
export interface JournalCall {
  readonly at: Instant;
  readonly store: string;
  readonly method: string;
  readonly args: readonly unknown[];
  /** The ids that were drawn for it. */
  readonly ids: readonly string[];
}

export interface Saved {
  /** All stores as they were when the journal was last compacted; undefined: it is new. */
  readonly image: unknown;
  readonly calls: readonly JournalCall[];
  /** The clock never shows less than this again; undefined: it is new. */
  readonly at: Instant | undefined;
}

/** An append-only file in a directory of its own. */
export interface Journal {
  readonly saved: Saved;
  /** Replaces what was saved by an image of the same, whole or not at all. Before the first `append`. */
  begin(image: unknown, at: Instant): void;
  /**
   * Written when it returns: it outlives the death of this process at once, and that of the machine from the next
   * second on (`fdatasync` runs once a second). Throws, and from then on always, where it cannot be written.
   */
  append(call: JournalCall): void;
  close(): void;
}

const FORMAT = 'kairos-journal-1';
const SYNC_EVERY_MS = 1_000;

interface Header {
  readonly format: string;
  readonly at: Instant;
  readonly image: unknown;
}

const readSaved = (file: string): Saved => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { image: undefined, calls: [], at: undefined };
    throw error;
  }
  // Our own file, read back: the one place where its shape is taken on trust.
  const [header, ...calls] = [...readFrames(bytes)] as [Header | undefined, ...JournalCall[]];
  if (header === undefined) return { image: undefined, calls: [], at: undefined };
  if (header.format !== FORMAT) throw new Error(`${file} was written by another version: choose another directory.`);
  return { image: header.image, calls, at: calls.reduce((latest, { at }) => Math.max(latest, at), header.at) };
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Two processes in one directory would lose each other's writes. A dead one's lock is taken over. */
const lockDirectory = (dir: string): (() => void) => {
  const file = join(dir, 'lock');
  const take = () => writeFileSync(file, String(process.pid), { flag: 'wx' });
  try {
    take();
  } catch {
    const holder = Number(readFileSync(file, 'utf8'));
    if (Number.isInteger(holder) && holder > 0 && holder !== process.pid && isAlive(holder))
      throw new Error(
        `${dir} is in use by process ${holder}. Stop it, or choose another directory; if it is none of ours, delete ${file}.`,
      );
    rmSync(file, { force: true });
    take();
  }
  return () => rmSync(file, { force: true });
};

const syncDirectory = (dir: string): void => {
  const handle = openSync(dir, 'r');
  fsyncSync(handle);
  closeSync(handle);
};

/** Reads what is there and locks the directory, which is made where it is missing. */
export const openJournal = (dir: string): Journal => {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const unlock = lockDirectory(dir);
  const file = join(dir, 'journal');
  let handle: number | undefined;
  let isDirty = false;
  let failure: unknown;
  const sync = (): void => {
    if (handle === undefined || !isDirty) return;
    isDirty = false;
    fdatasyncSync(handle);
  };
  const syncing = setInterval(sync, SYNC_EVERY_MS).unref();
  try {
    return {
      saved: readSaved(file),
      begin: (image, at) => {
        const fresh = `${file}.new`;
        const header: Header = { format: FORMAT, at, image };
        // Personal data: nobody else of this machine reads it.
        handle = openSync(fresh, 'w', 0o600);
        writeAll(handle, toFrame(header));
        fsyncSync(handle);
        renameSync(fresh, file);
        syncDirectory(dir);
      },
      append: (call) => {
        if (failure !== undefined || handle === undefined)
          throw new Error('the journal cannot be written any more', { cause: failure });
        try {
          writeAll(handle, toFrame(call));
          isDirty = true;
        } catch (error) {
          failure = error;
          throw error;
        }
      },
      close: () => {
        clearInterval(syncing);
        sync();
        if (handle !== undefined) closeSync(handle);
        handle = undefined;
        unlock();
      },
    };
  } catch (error) {
    clearInterval(syncing);
    unlock();
    throw error;
  }
};

const writeAll = (handle: number, bytes: Buffer): void => {
  for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
};
