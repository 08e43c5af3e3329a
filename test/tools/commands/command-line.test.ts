import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url).pathname;
const help = (...of: readonly string[]): string =>
  execFileSync(process.execPath, ['bin/kairos.ts', ...of, '--help'], { cwd: root, encoding: 'utf8' });

const commandsIn = (text: string): readonly string[] =>
  [...(/Commands:\n([\s\S]*?)(?:\n\n|$)/.exec(text)?.[1] ?? '').matchAll(/^ {2}([a-z][a-z-]*)/gm)].flatMap(
    ([, name]) => (name === undefined || name === 'help' ? [] : [name]),
  );

describe('the command line', () => {
  it('says of every command, and of every command in a group, what it does and how', () => {
    const commands = commandsIn(help());
    expect(commands).toEqual(
      expect.arrayContaining(['demo', 'campaign', 'failed', 'identity', 'explain', 'broadcast']),
    );
    const groups = commands.map((name) => [name, commandsIn(help(name))] as const).filter(([, of]) => of.length > 0);
    expect(groups.map(([name]) => name)).toEqual(expect.arrayContaining(['campaign', 'failed', 'identity', 'sending']));
    for (const [group, names] of groups)
      for (const name of names) expect(help(group, name), `${group} ${name}`).toContain(`kairos ${group} ${name}`);
  });
});
