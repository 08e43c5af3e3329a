import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import {
  type EmulatorFiles,
  installEmulator,
  startEmulator,
  stopEmulator,
} from '../../../tools/deploy-local/emulator.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the emulator answers. */
    emulator: string;
  }
}

/** Vitest's global set-up: an emulator of its own beside any that `deploy:local` started, ended after the run. */
export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const folder = join(projectRoot, '.kairos');
  const runFolder = join(folder, 'contracts');
  const files: EmulatorFiles = { projectRoot, folder, runFolder, logFile: join(runFolder, 'install.log') };
  await mkdir(runFolder, { recursive: true });
  await writeFile(files.logFile, '');
  await stopEmulator(files); // of a run that was killed
  await installEmulator(files, console.log);
  provide('emulator', await startEmulator(files, await findFreePort()));
  return async () => {
    await stopEmulator(files);
  };
};

const findFreePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(address)));
    });
  });
