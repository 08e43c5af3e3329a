import { execFileSync } from 'node:child_process';

/** How many processes the emulator runs these functions in: one each, named after it, started when it is needed. */
export const countFunctions = (names: readonly string[]): number => pidsOf(names).length;

/** Kills them, as `kill -9` does, and says how many there were. */
export const killFunctions = (names: readonly string[]): number => pidsOf(names).filter(kill).length;

const pidsOf = (names: readonly string[]): readonly number[] =>
  processes().flatMap(({ pid, command }) =>
    names.some((name) => command.includes(`ministack-lambda-kairos-local-${name}-`)) ? [pid] : [],
  );

const processes = (): readonly { readonly pid: number; readonly command: string }[] =>
  execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap((line) => {
      const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid === undefined || command === undefined ? [] : [{ pid: Number(pid), command }];
    });

/** False where it had ended by itself meanwhile. */
const kill = (pid: number): boolean => {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
};
