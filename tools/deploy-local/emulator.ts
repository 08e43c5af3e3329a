import { execFile, spawn } from 'node:child_process';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { localAwsEnvironment, pathWithProjectNode } from './local-aws.ts';
import { runCommand } from './run-command.ts';

export interface EmulatorFiles {
  readonly projectRoot: string;
  /** `.kairos`: never committed. */
  readonly folder: string;
  /** Where the running one keeps its process id and log: two can run side by side. @default folder */
  readonly runFolder?: string;
  readonly logFile: string;
}

const runFolderOf = ({ folder, runFolder = folder }: EmulatorFiles): string => runFolder;
const pidFile = (files: EmulatorFiles): string => join(runFolderOf(files), 'emulator.pid');
const python = ({ folder }: EmulatorFiles): string => join(folder, 'venv', 'bin', 'python');
const toolFolder = ({ projectRoot }: EmulatorFiles): string => join(projectRoot, 'tools', 'deploy-local', 'python');

/** Makes a virtual environment with MiniStack in it, at the pinned versions, where there is none yet. */
export const installEmulator = async (files: EmulatorFiles, say: (line: string) => void): Promise<void> => {
  const requirements = join(toolFolder(files), 'requirements.txt');
  const stamp = join(files.folder, 'venv', 'installed.txt');
  const wanted = await readFile(requirements, 'utf8');
  if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted) return;
  say('Installing MiniStack, the emulator, in .kairos/venv (once)');
  const options = { cwd: files.projectRoot, env: process.env, logFile: files.logFile };
  await rm(join(files.folder, 'venv'), { recursive: true, force: true });
  await runCommand('python3', ['-m', 'venv', join(files.folder, 'venv')], options).catch((error: Error) => {
    throw new Error(
      `This needs Python 3.10 or newer with its venv module (Debian: apt-get install python3-venv).\n${error.message}`,
    );
  });
  await runCommand(python(files), ['-m', 'pip', 'install', '--quiet', '--requirement', requirements], options);
  await writeFile(stamp, wanted);
};

/** Starts an empty emulator on loopback and waits until it answers. It goes on when this process ends. */
export const startEmulator = async (files: EmulatorFiles, port: number): Promise<string> => {
  await refuseBusyPort(port);
  const endpoint = `http://127.0.0.1:${port}`;
  const log = await open(join(runFolderOf(files), 'emulator.log'), 'w');
  const child = spawn(python(files), ['-m', 'ministack'], {
    cwd: runFolderOf(files),
    detached: true, // a process group of its own: its functions' processes end with it
    stdio: ['ignore', log.fd, log.fd],
    env: {
      ...localAwsEnvironment(endpoint),
      GATEWAY_PORT: String(port),
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      LAMBDA_EXECUTOR: 'local',
      // It runs functions with the first `node` on PATH: the project's, not the system's.
      PATH: pathWithProjectNode(files.projectRoot),
      NODE_PATH: join(files.projectRoot, 'node_modules'),
      PYTHONPATH: toolFolder(files), // sitecustomize.py
    },
  });
  child.unref();
  await log.close();
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The emulator ended at once (${code}): see .kairos/emulator.log`)));
  });
  await writeFile(pidFile(files), String(child.pid));
  await Promise.race([untilHealthy(endpoint), failed]);
  child.removeAllListeners();
  return endpoint;
};

/** Stops the emulator that this project started, and its functions. Says whether there was one. */
export const stopEmulator = async (files: EmulatorFiles): Promise<boolean> => {
  const pid = Number(await readFile(pidFile(files), 'utf8').catch(() => ''));
  await rm(pidFile(files), { force: true });
  // The number may be someone else's by now.
  if (!Number.isInteger(pid) || pid <= 1 || !(await commandOf(pid)).includes('ministack')) return false;
  process.kill(-pid, 'SIGTERM');
  for (let waits = 0; waits < 50 && (await commandOf(pid)) !== ''; waits += 1) await setTimeout(100);
  if ((await commandOf(pid)) !== '') process.kill(-pid, 'SIGKILL');
  return true;
};

const commandOf = async (pid: number): Promise<string> => {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=,command=', '-p', String(pid)]);
    return stdout.startsWith('Z') ? '' : stdout;
  } catch {
    return '';
  }
};

const refuseBusyPort = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () =>
      reject(new Error(`Port ${port} is taken by another program: stop it, or choose another with --port.`)),
    );
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });

const untilHealthy = async (endpoint: string): Promise<void> => {
  for (let tries = 0; tries < 150; tries += 1) {
    const answer = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await setTimeout(200);
  }
  throw new Error('The emulator does not answer after 30 s: see .kairos/emulator.log');
};
