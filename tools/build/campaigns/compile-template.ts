import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Liquid } from 'liquidjs';
import mjml2html from 'mjml';
import type { Brand, CompiledTemplate } from '../../../lambdas/core/campaign/campaign.ts';
import { assignedNames, checkLiquid, type MailScope } from './check-liquid.ts';
import type { Mistake } from './mistake.ts';
import { lineOfTag, unbalancedTags } from './mjml-tags.ts';
import { plainText } from './plain-text.ts';
import { projectPath } from './yaml-file.ts';

export type CompileOutcome =
  | { readonly kind: 'compiled'; readonly template: CompiledTemplate }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly Mistake[] };

interface Source {
  readonly path: string;
  readonly source: string;
  /** Where it includes files that are not there. */
  readonly missing: readonly { readonly line: number; readonly name: string }[];
}

const INCLUDE = /<mj-include\s+path="([^"]+)"/g;

/** Compiles an MJML file with what it includes; Liquid stays inside. Mistakes carry the file they are in. */
export const compileTemplate = async (
  root: string,
  path: string,
  brand: Brand,
  liquid: Liquid,
  scope: MailScope = {},
): Promise<CompileOutcome> => {
  const sources = await withIncludes(path);
  const main = sources[0];
  if (main === undefined) return { kind: 'mistakes', mistakes: [] };

  const alsoKnown = new Set(sources.flatMap(({ source }) => assignedNames(source)));
  const texts = sources.map(({ path, source }) => ({ file: projectPath(root, path), source, firstLine: 1 }));
  const mistakes = [
    ...texts.flatMap((text) => [...unbalancedTags(text), ...checkLiquid(liquid, text, { ...scope, alsoKnown })]),
    ...sources.flatMap(({ path, missing }) =>
      missing.map(({ line, name }) => ({
        file: projectPath(root, path),
        line,
        reason: `the included file "${name}" is not there`,
        remedy: 'Write its path from this file on.',
      })),
    ),
  ];
  if (mistakes.length > 0) return { kind: 'mistakes', mistakes };

  try {
    const { html } = await mjml2html(main.source, {
      validationLevel: 'strict',
      filePath: path,
      actualPath: path,
      includePath: join(root, 'campaigns'),
      ignoreIncludes: false,
      keepComments: false,
      fonts: {}, // nothing is loaded from a third party when somebody opens a mail
      preprocessors: [brandConstants(brand)],
    });
    return { kind: 'compiled', template: { html, text: plainText(html) } };
  } catch (error) {
    return { kind: 'mistakes', mistakes: mjmlMistakes(root, sources, error) };
  }
};

/** The file and all that it includes, itself first. MJML would pass over a file that is not there. */
const withIncludes = async (path: string, seen: Set<string> = new Set()): Promise<readonly Source[]> => {
  if (seen.has(path)) return [];
  seen.add(path);
  const source = await readFile(path, 'utf8').catch(() => undefined);
  if (source === undefined) return [];
  const included: Source[] = [];
  const missing: { line: number; name: string }[] = [];
  for (const match of source.matchAll(INCLUDE)) {
    const name = match[1] ?? '';
    const target = join(dirname(path), name);
    const sources = await withIncludes(target, seen);
    if (sources.length === 0 && !(await exists(target)))
      missing.push({ line: source.slice(0, match.index).split('\n').length, name });
    included.push(...sources);
  }
  return [{ path, source, missing }, ...included];
};

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** MJML checks colours and the language itself, so they are filled in before it looks. */
const brandConstants =
  ({ colours, locale }: Brand) =>
  (mjml: string): string =>
    mjml
      .replaceAll(/\{\{\s*brand\.colours\.primary\s*\}\}/g, colours.primary)
      .replaceAll(/\{\{\s*brand\.colours\.background\s*\}\}/g, colours.background)
      .replaceAll(/\{\{\s*brand\.locale\s*\}\}/g, locale);

/** Source of the format: mjml-validator's `formattedMessage`, "Line 3 of /path/file.mjml (mj-text) — reason". */
const mjmlMistakes = (root: string, sources: readonly Source[], error: unknown): readonly Mistake[] => {
  const remedy = 'https://documentation.mjml.io lists what each tag may hold.';
  const text = error instanceof Error ? error.message : String(error);
  const findings = [...text.matchAll(/Line (\d+) of (.*?)(?:, included at .*?)? \(([\w-]+)\) — (.*)/g)];
  const main = sources[0]?.path ?? root;
  if (findings.length === 0)
    return [{ file: projectPath(root, main), line: 1, reason: `MJML cannot read this: ${text}`, remedy }];
  return findings.map(([, line, path, tag = '', reason = '']) => {
    const source = sources.find((source) => source.path === path);
    return {
      file: projectPath(root, source?.path ?? main),
      line: lineOfTag(source?.source ?? '', tag, reason, Number(line)),
      reason: `<${tag}>: ${reason.replace(/\.$/, '')}`,
      remedy,
    };
  });
};
