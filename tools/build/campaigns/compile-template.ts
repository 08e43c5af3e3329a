import { access, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Liquid } from 'liquidjs';
import mjml2html from 'mjml';
import type { Brand, CompiledTemplate } from '../../../lambdas/core/campaign/campaign.ts';
import { assignedNames, checkLiquid, type MailScope } from './check-liquid.ts';
import type { Mistake } from './mistake.ts';
import { lineOfTag, picturesWithoutAlt, unbalancedTags } from './mjml-tags.ts';
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

export interface CompileOptions {
  readonly brand: Brand;
  readonly liquid: Liquid;
  readonly scope: MailScope;
  /** Whose shared parts are taken where there are some: `footer.de.mjml` for `footer.mjml`. @default the brand's own */
  readonly language?: string;
}

/** Compiles an MJML file with what it includes; Liquid stays inside. Mistakes carry the file they are in. */
export const compileTemplate = async (
  root: string,
  path: string,
  { brand, liquid, scope, language }: CompileOptions,
): Promise<CompileOutcome> => {
  const translated = new Map<string, string>();
  const sources = await withIncludes(path, { language, translated });
  const main = sources[0];
  if (main === undefined) return { kind: 'mistakes', mistakes: [] };

  const alsoKnown = new Set(sources.flatMap(({ source }) => assignedNames(source)));
  const texts = sources.map(({ path, source }) => ({ file: projectPath(root, path), source, firstLine: 1 }));
  const mistakes = [
    ...texts.flatMap((text) => [
      ...unbalancedTags(text),
      ...picturesWithoutAlt(text),
      ...checkLiquid(liquid, text, { ...scope, alsoKnown }),
    ]),
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
      preprocessors: [brandConstants({ ...brand, locale: language ?? brand.locale }), sharedParts(translated)],
    });
    return { kind: 'compiled', template: { html, text: plainText(html) } };
  } catch (error) {
    return { kind: 'mistakes', mistakes: mjmlMistakes(root, sources, error) };
  }
};

/** The file and all that it includes, itself first. MJML would pass over a file that is not there. */
const withIncludes = async (
  path: string,
  of: Translation,
  seen: Set<string> = new Set(),
): Promise<readonly Source[]> => {
  if (seen.has(path)) return [];
  seen.add(path);
  const source = await readFile(path, 'utf8').catch(() => undefined);
  if (source === undefined) return [];
  const included: Source[] = [];
  const missing: { line: number; name: string }[] = [];
  for (const match of source.matchAll(INCLUDE)) {
    const name = match[1] ?? '';
    const own = await translationOf(name, dirname(path), of.language);
    if (own !== undefined) of.translated.set(name, own);
    const target = join(dirname(path), own ?? name);
    const sources = await withIncludes(target, of, seen);
    if (sources.length === 0 && !(await exists(target)))
      missing.push({ line: source.slice(0, match.index).split('\n').length, name });
    included.push(...sources);
  }
  return [{ path, source, missing }, ...included];
};

/** In which language shared parts are looked for, and those that were found: what stands in for what. */
interface Translation {
  readonly language: string | undefined;
  readonly translated: Map<string, string>;
}

const translationOf = async (name: string, folder: string, language = ''): Promise<string | undefined> => {
  for (const tag of new Set([language, language.split('-')[0]])) {
    const own = name.replace(/\.mjml$/, `.${tag}.mjml`);
    if (tag !== '' && (await exists(join(folder, own)))) return own;
  }
  return undefined;
};

const sharedParts =
  (translated: ReadonlyMap<string, string>) =>
  (mjml: string): string =>
    mjml.replaceAll(INCLUDE, (include, name: string) => include.replace(name, translated.get(name) ?? name));

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
