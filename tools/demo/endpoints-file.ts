import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../build/build-artifacts.ts';

const endpoints = z.object({ kinesis: z.url(), collector: z.url(), api: z.url(), console: z.url() });
/** Where a live embedded cloud answers. */
export type Endpoints = z.infer<typeof endpoints>;

/** The file says too whose process it is. */
const filed = endpoints.extend({ pid: z.int().positive() });
type FiledEndpoints = z.infer<typeof filed>;

export const endpointsFile = join(projectRoot, '.kairos', 'endpoints.json');

const read = async <Shape extends z.ZodType>(file: string, shape: Shape): Promise<z.infer<Shape> | undefined> => {
  try {
    return shape.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
};

/** Undefined where nothing is live. */
export const readEndpoints = (file = endpointsFile): Promise<Endpoints | undefined> => read(file, endpoints);

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0); // sends nothing
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};

const write = async (file: string, live: FiledEndpoints): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(live, null, 2)}\n`);
};

export interface EndpointsClaim {
  /** The demo that was found by the file until now, and still runs. */
  readonly replaced: FiledEndpoints | undefined;
  /** The file is the replaced demo's again, or gone; what a later demo wrote is left alone. */
  release(): Promise<void>;
}

/** Writes where this process's demo answers: `kairos clock` finds the latest one. */
export const claimEndpoints = async (live: Endpoints, file = endpointsFile): Promise<EndpointsClaim> => {
  const mine = { ...live, pid: process.pid };
  const before = await read(file, filed);
  // The same address: it is ours now, so whoever had it is gone.
  const replaced = before !== undefined && before.api !== mine.api && isAlive(before.pid) ? before : undefined;
  await write(file, mine);
  return {
    replaced,
    release: async () => {
      const current = await read(file, filed);
      if (current?.pid !== mine.pid || current.api !== mine.api) return;
      if (replaced !== undefined && isAlive(replaced.pid)) await write(file, replaced);
      else await rm(file, { force: true });
    },
  };
};
