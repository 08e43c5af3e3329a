import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A bug that somebody could really write, as a patch, with the tests that ought to see it. */
export interface PlantedBug {
  readonly name: string;
  readonly patch: string;
  /** What goes wrong for whom, in one sentence. */
  readonly harm: string;
  /** Files or folders of tests, tried before all of them. */
  readonly tests: readonly string[];
}

/** Reads the bugs of a folder. A patch begins with the lines `Bug: …` and `Tests: …`, which git passes over. */
export const readBugs = (folder: string): readonly PlantedBug[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.patch'))
    .sort()
    .map((file) => {
      const patch = join(folder, file);
      const text = readFileSync(patch, 'utf8');
      const [, harm] = /^Bug: (.+)$/m.exec(text) ?? [];
      const [, tests] = /^Tests: (.+)$/m.exec(text) ?? [];
      if (harm === undefined || tests === undefined)
        throw new Error(`${file} must begin with the lines "Bug: …" and "Tests: …"`);
      return { name: basename(file, '.patch'), patch, harm, tests: tests.trim().split(/\s+/) };
    });
