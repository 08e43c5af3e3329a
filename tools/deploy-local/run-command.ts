import { spawn } from 'node:child_process';
import { appendFile } from 'node:fs/promises';

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Everything it prints goes here. */
  readonly logFile: string;
  /** Called with each line of its output. */
  readonly onLine?: (line: string) => void;
}

const LINES_SHOWN = 30;
/** CloudFormation's own clean-up, and npm's warnings, would bury the reason. */
const NOISE = /_IN_PROGRESS|DELETE_COMPLETE|^npm warn|^Bundling asset|^\s*$/;

/** Runs a program to its end. Throws with its last lines if it fails or is not there. */
export const runCommand = async (program: string, args: readonly string[], options: RunOptions): Promise<void> => {
  const { cwd, env, logFile, onLine } = options;
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const rest = { out: '', err: '' };
  const listen = (chunk: Buffer, from: 'out' | 'err'): void => {
    const parts = (rest[from] + chunk.toString('utf8')).split('\n');
    rest[from] = parts.pop() ?? '';
    for (const line of parts) {
      lines.push(line);
      onLine?.(line);
    }
  };
  child.stdout.on('data', (chunk: Buffer) => listen(chunk, 'out'));
  child.stderr.on('data', (chunk: Buffer) => listen(chunk, 'err'));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`${program} could not be started: ${error.message}`)));
    child.on('close', resolve);
  });
  await appendFile(logFile, `$ ${program} ${args.join(' ')}\n${lines.join('\n')}\n`);
  if (code !== 0) {
    const last = [...lines, rest.out, rest.err].filter((line) => !NOISE.test(line)).slice(-LINES_SHOWN);
    throw new Error(
      `${program} ${args[0] ?? ''} failed (${code}). All of it is in ${logFile}; it ended with:\n${last.join('\n')}`,
    );
  }
};
