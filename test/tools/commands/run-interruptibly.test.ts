import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('support/interruptible.ts', import.meta.url));

/** Starts it, presses Ctrl-C once it says so, and gives what it said and the status that it ended with. */
const interrupt = async (...given: readonly string[]) => {
  const child = spawn(process.execPath, [program, ...given], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [said] = await once(child.stdout.setEncoding('utf8'), 'data');
  child.kill('SIGINT');
  const [status] = await exited;
  return [String(said).trim(), status];
};

describe('Ctrl-C, once', () => {
  it('ends a live demo while one of its functions sleeps before it tries again', async () => {
    expect(await interrupt('live', join(tmpdir(), `kairos-${process.pid}.json`))).toEqual(['sleeps', 0]);
  }, 20_000);

  it('ends what does not end by itself', async () => {
    expect(await interrupt('for-ever')).toEqual(['runs', 130]);
  }, 20_000);
});
