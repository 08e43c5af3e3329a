import type { MailText, Step } from './campaign.ts';

/** A language as the keys of `languages` are written: `pt_BR` and `pt-br` are one. */
export const languageTag = (locale: string): string => locale.trim().replaceAll('_', '-').toLowerCase();

/**
 * What a mail says to a reader of `locale`: in that very language, else in the one it is a form of (`de-AT`: `de`),
 * else in the default. `language` is undefined for the default.
 */
export const mailTextFor = (
  email: Step['email'],
  locale: unknown,
): { readonly text: MailText; readonly language?: string } => {
  const { languages = {}, ...text } = email;
  let tag = typeof locale === 'string' ? languageTag(locale) : '';
  while (tag !== '') {
    const found = Object.hasOwn(languages, tag) ? languages[tag] : undefined;
    if (found !== undefined) return { text: found, language: tag };
    tag = tag.slice(0, Math.max(0, tag.lastIndexOf('-')));
  }
  return { text };
};
