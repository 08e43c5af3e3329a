import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { type Document, isNode, LineCounter, parseDocument, visit } from 'yaml';
import type { Mistake } from './mistake.ts';
import { type SchemaCheck, schemaMistakes } from './schema-mistakes.ts';

export type YamlPath = readonly (string | number)[];

/** A YAML file that keeps to its schema, and where each thing in it stands. */
export interface YamlFile<Content> {
  /** From the project's root, with forward slashes. */
  readonly file: string;
  readonly source: string;
  readonly content: Content;
  /** The line of what is at the path, or of the nearest thing around it. */
  lineOf(path: YamlPath): number;
}

export type ReadYaml<Content> =
  | { readonly kind: 'read'; readonly yaml: YamlFile<Content> }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly Mistake[] };

export const projectPath = (root: string, path: string): string => relative(root, path).split(sep).join('/');

/** Reads a YAML file and holds it against its schema; every mistake carries its line. */
export const readYaml = async <Content>(
  root: string,
  path: string,
  check: SchemaCheck<Content>,
): Promise<ReadYaml<Content>> => {
  const file = projectPath(root, path);
  const source = await readFile(path, 'utf8').catch(() => undefined);
  if (source === undefined)
    return { kind: 'mistakes', mistakes: [{ file, line: 1, reason: 'the file is missing', remedy: 'Create it.' }] };

  const lines = new LineCounter();
  const document = parseDocument(source, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    logLevel: 'error',
  });
  const [syntax] = document.errors; // the first alone: those after it are mostly its echoes
  if (syntax !== undefined)
    return {
      kind: 'mistakes',
      mistakes: [
        {
          file,
          line: lines.linePos(syntax.pos[0]).line,
          reason: `this is not YAML: ${syntax.message.replace(/\.$/, '')}`,
          remedy: 'Check the indentation; put text that holds a colon, or begins with {{, in quotation marks.',
        },
      ],
    };

  const lineOf = (path: YamlPath): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  };
  let content: unknown;
  try {
    content = document.toJS();
    JSON.stringify(content); // throws where something holds itself
  } catch {
    // What parses may still name an anchor that is not there, or repeat itself without end.
    return { kind: 'mistakes', mistakes: [aliasMistake(file, document, lines)] };
  }
  if (check(content)) return { kind: 'read', yaml: { file, source, content, lineOf } };
  return { kind: 'mistakes', mistakes: schemaMistakes(file, check.errors ?? [], lineOf) };
};

/** At the first alias whose anchor is not there, else at the first of all. */
const aliasMistake = (file: string, document: Document.Parsed, lines: LineCounter): Mistake => {
  const aliases: { readonly name: string; readonly offset: number; readonly isLost: boolean }[] = [];
  visit(document, {
    Alias: (_, alias) => {
      const isLost = alias.resolve(document) === undefined;
      aliases.push({ name: alias.source, offset: alias.range?.[0] ?? 0, isLost });
    },
  });
  const worst = aliases.find(({ isLost }) => isLost) ?? aliases[0];
  return {
    file,
    line: lines.linePos(worst?.offset ?? 0).line,
    reason: worst?.isLost
      ? `the anchor "&${worst.name}" is not there`
      : 'the anchors repeat each other too often to be read',
    remedy: 'Write it out instead of naming it with *.',
  };
};
