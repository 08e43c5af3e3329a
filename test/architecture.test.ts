import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkName, checkSource, type Violation } from '../tools/architecture/check-architecture.ts';
import { projectRoot } from '../tools/build/build-artifacts.ts';

const ROOMS = ['bin', 'emitter', 'lib', 'lambdas', 'campaigns', 'schemas', 'tools', 'examples', 'test', 'docs'];
const NOT_OURS = /(?:^|\/)(?:node_modules|cdk\.out|__pycache__|\.[^/]+)(?:\/|$)/;

const filesUnder = (folder: string): readonly string[] => {
  try {
    return readdirSync(join(projectRoot, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(projectRoot.length).replaceAll('\\', '/'))
      .filter((path) => !NOT_OURS.test(path));
  } catch {
    return []; // a room that is not there yet
  }
};

const paths = ROOMS.flatMap(filesUnder);
const inWords = (violations: readonly Violation[]) =>
  violations.map(({ file, found, rule }) => `${file}: ${found}: ${rule}`);

describe('the architecture', () => {
  it('has files to check', () => {
    expect(paths).toContain('lambdas/core/hash.ts');
  });

  it("keeps DESIGN's import rules, and takes time and chance as arguments", () => {
    const sources = paths.filter((path) => /\.(?:ts|js|mjs)$/.test(path) && !path.startsWith('lambdas/generated/'));
    const violations = sources.flatMap((path) =>
      checkSource({ path, text: readFileSync(join(projectRoot, path), 'utf8') }),
    );
    expect(inWords(violations)).toEqual([]);
  });

  it('names files in kebab-case, after what is in them', () => {
    expect(inWords(paths.flatMap(checkName))).toEqual([]);
  });
});
