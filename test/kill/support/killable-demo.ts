import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { type Endpoints, readEndpoints } from '../../../tools/demo/endpoints-file.ts';

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
};

/** `kairos demo --data`, in a process of its own that ends without a warning and comes back on the same ports. */
export const killableDemo = async (dir: string) => {
  const ports = [await freePort(), await freePort(), await freePort()].map(String);
  const [kinesis = '', collector = '', api = ''] = ports;
  const file = join(dir, 'endpoints.json');
  const options = ['--data', join(dir, 'data'), '--endpoints', file, '--shoppers', '3'];
  const places = ['--kinesis-port', kinesis, '--collector-port', collector, '--api-port', api];
  let child: ChildProcess | undefined;
  let said = '';

  const launch = (): ChildProcess => {
    const started = spawn(process.execPath, ['bin/kairos.ts', 'demo', '--mailbox', 'quiet', ...options, ...places], {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child = started;
    for (const stream of [started.stdout, started.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    return started;
  };
  const kill = async (): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  const untilLive = async (process: ChildProcess): Promise<Endpoints> => {
    for (;;) {
      const endpoints = await readEndpoints(file);
      if (endpoints !== undefined) return endpoints;
      if (process.exitCode !== null) throw new Error(`the demo ended by itself:\n${said}`);
      await pause(20);
    }
  };
  return {
    kinesisUrl: `http://127.0.0.1:${kinesis}`,
    apiUrl: `http://127.0.0.1:${api}`,
    start: async (): Promise<Endpoints> => {
      // A killed process leaves its file of addresses behind.
      rmSync(file, { force: true });
      return untilLive(launch());
    },
    /** Launched, and killed before or while it reads, compacts and opens its doors. */
    startAndKill: async (afterMs: number): Promise<void> => {
      launch();
      await pause(afterMs);
      await kill();
    },
    kill,
    /** All that its processes printed. */
    output: () => said,
  };
};
