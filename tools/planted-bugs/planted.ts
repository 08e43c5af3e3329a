import { join } from 'node:path';
import { projectRoot } from '../build/build-artifacts.ts';
import { type CodeCopy, copyCode, fits } from './code-copy.ts';
import { type PlantedBug, readBugs } from './planted-bug.ts';

export interface PlantedOptions {
  /** Only see that each patch still fits. */
  readonly check: boolean;
  readonly only?: string;
}

export const plantedBugs = (): readonly PlantedBug[] => readBugs(join(projectRoot, 'test', 'planted-bugs'));

/** Plants each bug in turn and runs the tests on it; true where the tests caught every one. */
export const planted = async ({ check, only }: PlantedOptions, print: (line: string) => void): Promise<boolean> => {
  const bugs = plantedBugs().filter(({ name }) => only === undefined || name === only);
  if (bugs.length === 0) throw new Error(`No planted bug is called "${only}"; they are in test/planted-bugs.`);
  const stale = bugs.filter(({ patch }) => !fits(projectRoot, patch));
  for (const { name } of stale) print(`${name}: its patch no longer fits the code; plant it anew`);
  if (check || stale.length > 0) {
    print(`${bugs.length - stale.length} of ${bugs.length} planted bugs can be planted`);
    return stale.length === 0;
  }
  const copy = copyCode(projectRoot);
  try {
    return runAll(copy, bugs, print);
  } finally {
    copy.remove();
  }
};

type Copy = Pick<CodeCopy, 'plant' | 'clean' | 'failingTests'>;

/** True where each bug made some test fail that passes without it. Throws where tests fail without any bug. */
export const runAll = (copy: Copy, bugs: readonly PlantedBug[], print: (line: string) => void): boolean => {
  const [red] = copy.failingTests([...new Set(bugs.flatMap(({ tests }) => tests))]);
  if (red !== undefined) throw new Error(`Mend this first, it fails without any bug: ${red}`);
  let redAnyway: readonly string[] | undefined;
  const failsAnyway = (test: string): boolean => {
    redAnyway ??= copy.failingTests([]);
    return redAnyway.includes(test);
  };
  let survivors = 0;
  for (const bug of bugs) {
    const near = withBug(copy, bug, bug.tests)[0];
    const catcher = near ?? withBug(copy, bug, []).find((test) => !failsAnyway(test));
    if (catcher === undefined) survivors += 1;
    print(`${catcher === undefined ? 'SURVIVED' : 'caught  '}  ${bug.name}\n          ${bug.harm}`);
    if (catcher !== undefined) print(`          by: ${catcher}`);
  }
  print(`\n${bugs.length} bugs planted, ${bugs.length - survivors} caught, ${survivors} survived`);
  return survivors === 0;
};

/** What fails while the bug is there. */
const withBug = (copy: Copy, { patch }: PlantedBug, tests: readonly string[]): readonly string[] => {
  copy.plant(patch);
  try {
    return copy.failingTests(tests);
  } finally {
    copy.clean();
  }
};
