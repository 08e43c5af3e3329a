import { basename, dirname, join } from 'node:path/posix';
import { blank, findImports } from './find-imports.ts';
import { ALLOWED, functionOf, type Room, roomOf } from './rooms.ts';

export interface SourceFile {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface Violation {
  readonly file: string;
  /** The import, call or name that breaks the rule. */
  readonly found: string;
  readonly rule: string;
}

const PURE_ROOMS: ReadonlySet<Room> = new Set([
  'core',
  'decode',
  'ports',
  'use case',
  'create-handler',
  'env',
  'limits',
]);
const WORLD =
  /^(?:@aws-sdk\/|@smithy\/|node:(?:fs|http|https|http2|net|tls|dns|child_process|timers|worker_threads|process)\b)/;
const IMPURE: readonly (readonly [pattern: RegExp, found: string])[] = [
  [/\bDate\.now\b/, 'Date.now'],
  [/\bnew Date\(\s*\)/, 'new Date()'],
  [/\bMath\.random\b/, 'Math.random'],
  [/\bset(?:Timeout|Interval|Immediate)\b/, 'timer'],
  [/\bperformance\.now\b/, 'performance.now'],
  [/\brandomUUID\b/, 'randomUUID'],
];
const VAGUE = /^(?:utils?|misc|common|managers?|helpers?|data)$|-(?:utils?|managers?|helpers?)$|^misc-/;
const KEBAB = /^\.?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/;
/** Named by others' conventions. */
const NAMED_OUTSIDE = /^(?:README|LICENSE|CHANGELOG|CONTRIBUTING|SECURITY|NOTICE)(?:\.md)?$|^__init__\.py$/;

const ruleAgainstPackage = (file: string, specifier: string, typeOnly: boolean): string | undefined => {
  const room = roomOf(file);
  if (room === 'core' && !(specifier === 'node:crypto' && file === 'lambdas/core/hash.ts'))
    return 'core imports nothing but itself (node:crypto only in core/hash.ts)';
  if (room === 'ports' && !typeOnly) return 'ports are interfaces: they import no package';
  const describesItems = room === 'decode' && typeOnly; // the form of an item is DynamoDB's
  if (PURE_ROOMS.has(room) && WORLD.test(specifier) && !describesItems)
    return `${room} reaches the world only through ports`;
  if (room === 'handler' && specifier.startsWith('@aws-sdk/'))
    return 'clients, with their timeouts, are made by adapters/aws/clients.ts';
  if (specifier.startsWith('@middy/') && !['create-handler', 'tools', 'test'].includes(room))
    return 'middleware belongs to create-handler.ts';
  return undefined;
};

const ruleAgainstFile = (file: string, target: string, typeOnly: boolean): string | undefined => {
  const [from, to] = [roomOf(file), roomOf(target)];
  if (to === 'generated' && !['handler', 'tools', 'test', 'generated'].includes(from))
    return 'generated/ is imported only by handler.ts, tools and tests';
  const [own, other] = [functionOf(file), functionOf(target)];
  if (own !== undefined && other !== undefined && own !== other)
    return "no function imports from another function's folder";
  if (from === 'lib' && to === 'env' && !typeOnly) return 'lib takes only the types of env.ts';
  const allowed = ALLOWED[from];
  if (allowed === 'everything' || allowed.includes(to)) return undefined;
  return `${from} may import ${allowed.join(', ') || 'nothing'}; not ${to}`;
};

const importViolations = ({ path, text }: SourceFile): readonly Violation[] =>
  findImports(text).flatMap(({ specifier, typeOnly }) => {
    const rule = specifier.startsWith('.')
      ? ruleAgainstFile(path, join(dirname(path), specifier), typeOnly)
      : ruleAgainstPackage(path, specifier, typeOnly);
    return rule === undefined ? [] : [{ file: path, found: `import '${specifier}'`, rule }];
  });

const callViolations = ({ path, text }: SourceFile): readonly Violation[] => {
  const room = roomOf(path);
  if (!path.startsWith('lambdas/')) return [];
  const code = blank(text, true);
  const environment =
    room !== 'handler' && /\bprocess\s*\.\s*env\b/.test(code)
      ? [{ file: path, found: 'process.env', rule: 'only handler.ts reads the environment' }]
      : [];
  if (!PURE_ROOMS.has(room)) return environment;
  const rule = 'time and chance are arguments (the Clock and Random ports)';
  const impure = IMPURE.filter(([pattern]) => pattern.test(code)).map(([, found]) => ({ file: path, found, rule }));
  return [...environment, ...impure];
};

/** Breaches of the import rules of one source file, and of the rule that time and chance are arguments. */
export const checkSource = (file: SourceFile): readonly Violation[] => [
  ...importViolations(file),
  ...callViolations(file),
];

/** Breaches of the naming rules by a path: kebab-case, and no name that would fit any file. */
export const checkName = (path: string): readonly Violation[] =>
  path.split('/').flatMap((part): readonly Violation[] => {
    if (NAMED_OUTSIDE.test(part)) return [];
    if (!KEBAB.test(part)) return [{ file: path, found: part, rule: 'names are kebab-case' }];
    const stem = part.replace(/^\./, '').replace(/\..*$/, '');
    const isDataStack = stem === 'data' && path === `lib/stacks/${basename(path)}`;
    return VAGUE.test(stem) && !isDataStack
      ? [{ file: path, found: part, rule: 'a name says what is inside: no utils, misc, common, manager, helper, data' }]
      : [];
  });
