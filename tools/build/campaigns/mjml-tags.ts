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

const PICTURE = /<(mj-image|img)\b((?:"[^"]*"|'[^']*'|[^>"'])*)>/g;

/** Pictures that say nothing to whoever does not see them. `alt=""` is for those that only adorn. */
export const picturesWithoutAlt = ({
  file,
  source,
}: {
  readonly file: string;
  readonly source: string;
}): readonly Mistake[] =>
  [...source.matchAll(PICTURE)]
    .filter(([, , attributes = '']) => /(?:^|\s)src\s*=/.test(attributes) && !/(?:^|\s)alt\s*=/.test(attributes))
    .map((match) =>
      mistake(
        file,
        source.slice(0, match.index).split('\n').length,
        `<${match[1]}> has no alt text`,
        'Add alt="{{ item.name }}", or alt="" to what only adorns.',
      ),
    );

/**
 * The line of the tag that MJML complains of. Its own numbers drift by what it adds to the text before parsing, so they
 * only choose between tags that fit equally well.
 */
export const lineOfTag = (source: string, tag: string, reason: string, about: number): number => {
  const named = /[Aa]ttribute (?:"?)([\w-]+)/.exec(reason)?.[1];
  const all = [...source.matchAll(TAG)]
    .filter(([, slash, name]) => slash === '' && name === tag)
    .map((match) => ({ text: match[0], line: source.slice(0, match.index).split('\n').length }));
  const fitting = named === undefined ? [] : all.filter(({ text }) => text.includes(` ${named}=`));
  return (fitting.length > 0 ? fitting : all).reduce(
    (best, { line }) => (Math.abs(line - about) < Math.abs(best - about) ? line : best),
    fitting[0]?.line ?? all[0]?.line ?? about,
  );
};

const mistake = (file: string, line: number, reason: string, remedy: string): Mistake => ({
  file,
  line,
  reason,
  remedy,
});
