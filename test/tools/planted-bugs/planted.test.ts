import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { fits } from '../../../tools/planted-bugs/code-copy.ts';
import { plantedBugs, runAll } from '../../../tools/planted-bugs/planted.ts';
import { type PlantedBug, readBugs } from '../../../tools/planted-bugs/planted-bug.ts';

const bugs = plantedBugs();

const inFolder = <Result>(files: Record<string, string>, read: (folder: string) => Result): Result => {
  const folder = mkdtempSync(join(tmpdir(), 'kairos-bugs-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  try {
    return read(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

describe('the planted bugs', () => {
  it('are at least 25', () => {
    expect(bugs.length).toBeGreaterThanOrEqual(25);
  });

  it('can all still be planted in the code as it is', () => {
    expect(bugs.filter(({ patch }) => !fits(projectRoot, patch)).map(({ name }) => name)).toEqual([]);
  });

  it('that no longer fit the code are told apart', () => {
    const patch =
      'diff --git a/lambdas/core/own.ts b/lambdas/core/own.ts\n--- a/lambdas/core/own.ts\n+++ b/lambdas/core/own.ts\n@@ -1,2 +1,2 @@\n-what never stood there\n+anything\n and its neighbour\n';
    expect(inFolder({ 'a.patch': patch }, (folder) => fits(projectRoot, join(folder, 'a.patch')))).toBe(false);
  });

  it('say what goes wrong, and which tests ought to see it', () => {
    const text = 'Bug: It rains.\nTests: test/a test/b\n\ndiff --git …';
    expect(inFolder({ 'rain.patch': text, 'readme.md': '' }, readBugs)).toMatchObject([
      { name: 'rain', harm: 'It rains.', tests: ['test/a', 'test/b'] },
    ]);
    expect(() => inFolder({ 'rain.patch': 'Bug: It rains.\n' }, readBugs)).toThrow('rain.patch must begin with');
  });
});

describe('a planted bug', () => {
  const bug: PlantedBug = { name: 'rain', patch: 'rain.patch', harm: 'It rains.', tests: ['test/a'] };
  type Failing = (tests: readonly string[], isPlanted: boolean) => readonly string[];
  const run = (failing: Failing) => {
    const [steps, lines]: [string[], string[]] = [[], []];
    let isPlanted = false;
    const copy = {
      plant: () => {
        isPlanted = true;
      },
      clean: () => {
        isPlanted = false;
      },
      failingTests: (tests: readonly string[]) => {
        steps.push(`${isPlanted ? 'planted' : 'clean'}: ${tests.join(' ') || 'all'}`);
        return failing(tests, isPlanted);
      },
    };
    return { caught: runAll(copy, [bug], (line) => lines.push(line)), steps, lines };
  };

  it('is caught by the tests that ought to see it, which are named', () => {
    const { caught, steps, lines } = run((_, isPlanted) => (isPlanted ? ['a test fails', 'another'] : []));
    expect(caught).toBe(true);
    expect(steps).toEqual(['clean: test/a', 'planted: test/a']);
    expect(lines.join('\n')).toContain('by: a test fails');
  });

  it('is caught by any other test', () => {
    const { caught, steps } = run((tests, isPlanted) => (isPlanted && tests.length === 0 ? ['far away'] : []));
    expect(caught).toBe(true);
    expect(steps).toEqual(['clean: test/a', 'planted: test/a', 'planted: all', 'clean: all']);
  });

  it('is not caught by what fails without it, too', () => {
    expect(run((tests) => (tests.length === 0 ? ['red anyway'] : [])).caught).toBe(false);
  });

  it('that no test sees has survived, and the run is red', () => {
    const { caught, lines } = run(() => []);
    expect(caught).toBe(false);
    expect(lines.at(-1)).toContain('1 bugs planted, 0 caught, 1 survived');
  });

  it('is not planted where the tests are red already', () => {
    expect(() => run(() => ['red'])).toThrow('it fails without any bug: red');
  });
});
