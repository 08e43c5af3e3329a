import type { Liquid, Template } from 'liquidjs';
import type { Mistake } from './mistake.ts';

/** Names that a template may use, and where they are fixed, the names inside them. */
const SCOPE: Readonly<Record<string, readonly string[] | 'anything'>> = {
  customer: 'anything',
  event: 'anything',
  cart: ['items', 'count', 'total'],
  viewed: 'anything',
  product: ['id', 'name', 'price', 'previousPrice', 'url', 'imageUrl'],
  recommendations: 'anything',
  brand: ['name', 'url', 'sender', 'replyTo', 'postalAddress', 'currency', 'locale', 'colours'],
  links: ['shop', 'unsubscribe', 'preferences'],
  mail: ['subject', 'preheader'],
};
const PRODUCT = ['id', 'name', 'quantity', 'price', 'url', 'imageUrl'];
/** The value of an attribute that holds an address, whatever quotation marks its Liquid holds. */
const ADDRESS =
  /\b(?:href|src|background|background-url)\s*=\s*(?:"((?:\{\{(?:(?!\}\}).)*\}\}|\{%(?:(?!%\}).)*%\}|[^"{]|\{(?![{%]))*)"|'((?:\{\{(?:(?!\}\}).)*\}\}|\{%(?:(?!%\}).)*%\}|[^'{]|\{(?![{%]))*)')/gis;
const FIXED_SCHEME = /^(?:https?:\/\/[^{]|mailto:)/;
const UNCHECKED_OUTPUT = /\{\{(?!(?:(?!\}\}).)*\bsafe_url\b)/s;
const UNQUOTED = /<\w[^<>]*\s[\w-]+\s*=\s*\{\{/g;
const NO_PARTIALS = /\{%-?\s*(render|include|layout|block)\b/g;
const RAW = /\|\s*raw\b/g;
const LOOP = /\{%-?\s*for\s+(\w+)\s+in\s+(cart\.items|viewed|recommendations)\b/g;

/** What a mail's texts may name besides: what other files of it assign, and what its campaign has. */
export interface MailScope {
  readonly alsoKnown?: ReadonlySet<string>;
  /** Whose mail it is, in words. */
  readonly of?: string;
  /** Lists that the step has no slot for: they would be empty. */
  readonly withoutSlot?: readonly string[];
  /** The trigger, where schemas/ describes it, and its properties. */
  readonly trigger?: { readonly event: string; readonly properties: ReadonlySet<string> };
}

/**
 * Mistakes of a Liquid text that would show only in somebody's inbox: unclosed tags, unknown filters, names that no
 * mail has, unescaped output, unchecked links.
 */
export const checkLiquid = (
  engine: Liquid,
  text: { readonly file: string; readonly source: string; readonly firstLine: number },
  { alsoKnown = new Set(), of = 'the step', withoutSlot = [], trigger }: MailScope = {},
): readonly Mistake[] => {
  const { file, source, firstLine } = text;
  const at = (line: number, reason: string, remedy: string): Mistake => ({
    file,
    line: firstLine + line - 1,
    reason,
    remedy,
  });
  const found = (pattern: RegExp, reason: (match: RegExpMatchArray) => string | undefined, remedy: string) =>
    [...source.matchAll(pattern)].flatMap((match) => {
      const wrong = reason(match);
      return wrong === undefined ? [] : [at(lineAt(source, match.index), wrong, remedy)];
    });

  let templates: Template[];
  try {
    templates = engine.parse(source);
  } catch (error) {
    const { line, message } = liquidError(error);
    return [at(line, message, 'Close or correct the tag; https://liquidjs.com/tags lists them.')];
  }
  const loops = new Set([...source.matchAll(LOOP)].map((match) => match[1] ?? ''));
  const { globals, variables } = engine.analyzeSync(templates, { partials: false });
  const unknown = Object.values(globals)
    .flat()
    .flatMap(({ segments, location }) => {
      const [root, next] = segments;
      if (typeof root !== 'string' || alsoKnown.has(root)) return [];
      const inside = Object.hasOwn(SCOPE, root) ? SCOPE[root] : undefined;
      if (inside === undefined)
        return [
          at(location.row, `no mail knows "${root}"`, `Use ${Object.keys(SCOPE).join(', ')}, or assign it first.`),
        ];
      if (root === 'event' && typeof next === 'string' && trigger !== undefined && !trigger.properties.has(next))
        return [
          at(
            location.row,
            `${trigger.event} has no property "${next}"`,
            `It has ${[...trigger.properties].join(', ')}; schemas/ says what events hold.`,
          ),
        ];
      return inside === 'anything' || typeof next !== 'string' || inside.includes(next)
        ? []
        : [at(location.row, `"${root}" has no "${next}"`, `It has ${inside.join(', ')}.`)];
    });
  const unknownInLoops = Object.values(variables)
    .flat()
    .flatMap(({ segments: [root, next], location }) =>
      typeof root === 'string' && typeof next === 'string' && loops.has(root) && !PRODUCT.includes(next)
        ? [at(location.row, `a product has no "${next}"`, `It has ${PRODUCT.join(', ')}.`)]
        : [],
    );
  const empty = withoutSlot.flatMap((list) => {
    const [first] = Object.values(globals)
      .flat()
      .filter(({ segments: [root] }) => root === list)
      .map(({ location }) => location.row)
      .sort((a, b) => a - b);
    const remedy = `Add ${list}: ${list === 'product' ? 'true' : '{ limit: 3 }'} to the slots of ${of}.`;
    return first === undefined ? [] : [at(first, `"${list}" is always empty here`, remedy)];
  });
  return [
    ...unknown,
    ...empty,
    ...unknownInLoops,
    ...found(RAW, () => 'the filter "raw" would let customers’ text become HTML', 'Leave the filter out.'),
    ...found(NO_PARTIALS, (match) => `the tag "${match[1]}" is not available`, 'Use <mj-include path="…" />.'),
    ...found(UNQUOTED, () => 'an attribute’s value is not quoted', 'Write it as name="{{ … }}".'),
    ...found(
      ADDRESS,
      ([, inDouble, inSingle]) => {
        const value = inDouble ?? inSingle ?? '';
        return FIXED_SCHEME.test(value) || !UNCHECKED_OUTPUT.test(value)
          ? undefined
          : 'a link’s address is not checked';
      },
      'End it with | safe_url, as href="{{ item.url | safe_url }}".',
    ),
  ];
};

/** Names that a text assigns, for the files it includes. */
export const assignedNames = (source: string): readonly string[] =>
  [...source.matchAll(/\{%-?\s*(?:assign|capture)\s+(\w+)/g)].map((match) => match[1] ?? '');

const lineAt = (source: string, index: number): number => source.slice(0, index).split('\n').length;

const liquidError = (error: unknown): { line: number; message: string } => {
  const text = error instanceof Error ? error.message : String(error);
  return {
    line: Number(/line:(\d+)/.exec(text)?.[1] ?? 1),
    message: text.replace(/, (file:.*, )?line:\d+, col:\d+.*$/s, ''),
  };
};
