import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** The committed code in a folder of its own, where bugs can be planted without anybody meeting them. */
export interface CodeCopy {
  plant(patch: string): void;
  clean(): void;
  /** The names of the tests that failed; empty where all passed. */
  failingTests(tests: readonly string[]): readonly string[];
  remove(): void;
}

const report = z.object({
  testResults: z.array(
    z.object({
      message: z.string().default(''),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

const git = (cwd: string, ...args: string[]): string =>
  execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Does the patch still fit the code of `root`? Changes nothing. Few lines of context: neighbours may change. */
export const fits = (root: string, patch: string): boolean => {
  try {
    git(root, 'apply', '--check', '-C1', patch);
    return true;
  } catch {
    return false;
  }
};

/** These see whether patches fit: in code that has one in it, they would fail for that. */
const NOT_HERE = 'test/tools/planted-bugs/**';

/** A temporary worktree of HEAD that shares the installed packages. */
export const copyCode = (root: string): CodeCopy => {
  const parent = mkdtempSync(join(tmpdir(), 'kairos-planted-'));
  const copy = join(parent, 'code');
  git(root, 'worktree', 'add', '--detach', '--quiet', copy, 'HEAD');
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const results = join(parent, 'report.json');

  return {
    plant: (patch) => void git(copy, 'apply', '-C1', patch),
    clean: () => void git(copy, 'checkout', '--quiet', '--', '.'),
    failingTests: (tests) => {
      rmSync(results, { force: true });
      const { CI: _ci, KAIROS_REPORT: _report, ...env } = process.env;
      try {
        execFileSync(
          process.execPath,
          [
            join(root, 'node_modules', 'vitest', 'vitest.mjs'),
            'run',
            '--reporter=json',
            `--outputFile=${results}`,
            `--exclude=${NOT_HERE}`,
            ...tests,
          ],
          { cwd: copy, env, stdio: 'ignore', timeout: 900_000 },
        );
        return [];
      } catch {
        if (!existsSync(results)) throw new Error('the tests could not be run');
        return failed(readFileSync(results, 'utf8'));
      }
    },
    remove: () => {
      git(root, 'worktree', 'remove', '--force', copy);
      rmSync(parent, { recursive: true, force: true });
    },
  };
};

/** A file that cannot even be loaded has failed too, but says nothing of a bug: it is an error of the patch. */
const failed = (json: string): readonly string[] => {
  const { testResults } = report.parse(JSON.parse(json));
  const names = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  );
  if (names.length === 0)
    throw new Error(testResults.find(({ message }) => message !== '')?.message ?? 'no test failed');
  return names;
};
