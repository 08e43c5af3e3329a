export interface Import {
  readonly specifier: string;
  /** Erased at run time: `import type …`, or every name in it marked `type`. */
  readonly typeOnly: boolean;
}

/**
 * The text with comments blanked, and the insides of strings too where `strings` says so. Template literals keep their
 * code in `${}`; regular expressions are not told from divisions, which no rule here depends on.
 */
export const blank = (text: string, strings: boolean): string =>
  text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g, (token) => {
    if (token.startsWith('/')) return token.replace(/[^\n]/g, ' ');
    if (!strings) return token;
    if (!token.startsWith('`')) return token.slice(0, 1) + token.slice(0, 1);
    return (token.match(/\$\{[^}]*\}/g) ?? []).join(' ');
  });

const STATEMENT = /^[ \t]*(?:import|export)\b([^;'"`]*?)\bfrom\s*['"]([^'"]+)['"]/gm;
const BARE = /^[ \t]*import\s*['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\s*\(\s*['"`]([^'"`]+)['"`]/g;
/** `typeof import('…')` and `import('…').Name` in types are erased, but still tie two files together. */
const isTypeOnly = (clause: string): boolean => {
  if (/^\s*type\b(?!\s*,)/.test(clause)) return true;
  const names = /^\s*\{([^}]*)\}\s*$/.exec(clause)?.[1];
  if (names === undefined) return false;
  const parts = names.split(',').map((name) => name.trim());
  return parts.filter((name) => name !== '').every((name) => name.startsWith('type '));
};

/** Every module that a TypeScript or JavaScript file names: static, re-exported, bare and dynamic. */
export const findImports = (text: string): readonly Import[] => {
  const code = blank(text, false);
  return [
    ...[...code.matchAll(STATEMENT)].map(([, clause = '', specifier = '']) => ({
      specifier,
      typeOnly: isTypeOnly(clause),
    })),
    ...[...code.matchAll(BARE)].map(([, specifier = '']) => ({ specifier, typeOnly: false })),
    ...[...code.matchAll(DYNAMIC)].map(([, specifier = '']) => ({ specifier, typeOnly: false })),
  ];
};
