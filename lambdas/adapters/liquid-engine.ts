import { Liquid } from 'liquidjs';
import { moneyFilter } from './money-filter.ts';

/** Filters a template may use besides these are LiquidJS's own; `raw` is refused at build. */
export interface EngineOptions {
  readonly currency: string;
  readonly locale: string;
  /** html: every output is escaped. line: what must stay on one line, as a subject. text: a plain-text body. */
  readonly target: 'html' | 'line' | 'text';
}

// Far above what a mail needs, low enough that no template holds a function up.
const LIMITS = { parseLimit: 500_000, renderLimit: 1_000, memoryLimit: 5_000_000 };

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it removes
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Nobody's name, and no product's, is longer; what is would only fill the mail. */
const LONGEST_OUTPUT = 2_000;

/**
 * Text that shows what it holds, and no more than 2,000 characters of it: no control or direction-changing characters,
 * no broken surrogates, no objects.
 */
const readable = (value: unknown): string =>
  typeof value === 'string'
    ? (value.length > LONGEST_OUTPUT ? `${value.slice(0, LONGEST_OUTPUT)}…` : value)
        .toWellFormed()
        .replace(INVISIBLE, '')
    : typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))
      ? String(value)
      : '';

const escapeHtml = (value: unknown): string =>
  readable(value).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** One line of text: what could start a new header line becomes a space. */
export const oneLine = (text: string): string =>
  readable(text)
    .replace(/[\s\u2028\u2029]+/g, ' ')
    .trim();

/** The address if a mail may link to it (http, https, mailto, at most 2,000 characters), else `#`. */
export const safeUrl = (value: unknown): string => {
  if (typeof value === 'string' && value.length > LONGEST_OUTPUT) return '#';
  const url = readable(value).trim();
  return /^(https?:\/\/[^\s/]|mailto:)/i.test(url) ? url.replace(/\s/g, '%20') : '#';
};

/** The Liquid of every template and subject: at build for its mistakes, at sending for its text. */
export const liquidEngine = ({ currency, locale, target }: EngineOptions): Liquid => {
  const engine = new Liquid({
    ...LIMITS,
    outputEscape: target === 'html' ? escapeHtml : target === 'line' ? (value) => oneLine(readable(value)) : readable,
    strictFilters: true,
    strictVariables: false,
    ownPropertyOnly: true,
    timezoneOffset: 0,
    locale,
  });
  engine.registerFilter('money', moneyFilter(locale, currency));
  engine.registerFilter('safe_url', safeUrl);
  return engine;
};
