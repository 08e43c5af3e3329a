import type { Mistake } from './mistake.ts';

const COMMENT = /<!--[\s\S]*?-->/g;
const TAG = /<(\/?)(mj-[a-z-]+|mjml)\b((?:"[^"]*"|[^>"])*)>/g;

/** MJML takes an unclosed tag for one that ends with the file, and drops what follows: so we look ourselves. */
export const unbalancedTags = (text: { readonly file: string; readonly source: string }): readonly Mistake[] => {
  const source = text.source.replace(COMMENT, (comment) => comment.replace(/[^\n]/g, ' '));
  const open: { readonly tag: string; readonly line: number }[] = [];
  for (const match of source.matchAll(TAG)) {
    const [, slash, tag = '', rest = ''] = match;
    if (rest.endsWith('/')) continue;
    const line = source.slice(0, match.index).split('\n').length;
    if (slash === '') {
      open.push({ tag, line });
      continue;
    }
    const last = open.pop();
    if (last?.tag !== tag)
      return [
        last === undefined
          ? mistake(text.file, line, `</${tag}> closes nothing`, 'Remove it, or open it before.')
          : mistake(text.file, last.line, `<${last.tag}> is not closed`, `Add </${last.tag}> before line ${line}.`),
      ];
  }
  const last = open.pop();
  return last === undefined
    ? []
    : [mistake(text.file, last.line, `<${last.tag}> is not closed`, `Add </${last.tag}>.`)];
};

const mistake = (file: string, line: number, reason: string, remedy: string): Mistake => ({
  file,
  line,
  reason,
  remedy,
});
