import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../build/build-artifacts.ts';

const endpoints = z.object({ kinesis: z.url(), collector: z.url(), api: z.url(), console: z.url() });
/** Where a live embedded cloud answers. */
export type Endpoints = z.infer<typeof endpoints>;

export const endpointsFile = join(projectRoot, '.kairos', 'endpoints.json');

export const writeEndpoints = async (live: Endpoints, file = endpointsFile): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(live, null, 2)}\n`);
};

/** Undefined where nothing is live. */
export const readEndpoints = async (file = endpointsFile): Promise<Endpoints | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return endpoints.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** Removes the file, unless a demo that was started later wrote its own. */
export const removeEndpoints = async (mine: Endpoints, file = endpointsFile): Promise<void> => {
  const current = await readEndpoints(file);
  if (current?.api === mine.api) await rm(file, { force: true });
};
