import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Liquid } from 'liquidjs';
import type { Brand, MailText } from '../../../lambdas/core/campaign/campaign.ts';
import { languageTag } from '../../../lambdas/core/campaign/mail-text.ts';
import type { CampaignFile } from './campaign-file.ts';
import { checkLiquid, type MailScope } from './check-liquid.ts';
import { compileTemplate } from './compile-template.ts';
import type { Mistake } from './mistake.ts';
import type { YamlFile } from './yaml-file.ts';

/** One line of a mail: the same for everybody, or one a language beside the default. */
export type LineFile = string | { readonly default: string; readonly [language: string]: string };

/** A step's mail: its default text, and those in other languages. */
export interface BuiltMail {
  readonly text: MailText;
  readonly languages: Readonly<Record<string, MailText>>;
}

export type MailOutcome =
  | { readonly kind: 'built'; readonly mail: BuiltMail }
  | { readonly kind: 'mistakes'; readonly mistakes: readonly Mistake[] };

const LINES = ['subject', 'preheader'] as const;

/** A mail's lines and templates in every language that one of them has; a language that lacks one is a mistake. */
export const buildMail = async (
  root: string,
  campaign: string,
  yaml: YamlFile<CampaignFile>,
  index: number,
  { brand, liquid, scope }: { readonly brand: Brand; readonly liquid: Liquid; readonly scope: MailScope },
): Promise<MailOutcome> => {
  const { file, content, lineOf } = yaml;
  const email = content.steps[index]?.email;
  if (email === undefined) return { kind: 'mistakes', mistakes: [] };
  const folder = join(root, 'campaigns', campaign);
  const templates = templatesOf(email.template, await readdir(folder));
  const lines = { subject: languagesOf(email.subject), preheader: languagesOf(email.preheader) };
  const at = (field: string, reason: string, remedy: string): Mistake => ({
    file,
    line: lineOf(['steps', index, 'email', field]),
    reason: `steps[${index}].email.${reason}`,
    remedy,
  });

  const mistakes: Mistake[] = LINES.flatMap((field) =>
    [...lines[field]].flatMap(([language, source]) => {
      const path = ['steps', index, 'email', field, ...(typeof email[field] === 'string' ? [] : [language])];
      return checkLiquid(liquid, { file, source, firstLine: lineOf(path) }, scope);
    }),
  );
  if (!templates.has(DEFAULT)) {
    const remedy = 'Put it beside this file, or correct the name.';
    return {
      kind: 'mistakes',
      mistakes: [...mistakes, at('template', `template "${email.template}" is not there`, remedy)],
    };
  }
  const texts = new Map<string, MailText>();
  for (const language of new Set([...templates.keys(), ...lines.subject.keys(), ...lines.preheader.keys()])) {
    const template = inLanguage(templates, language);
    const [subject, preheader] = LINES.map((field) => inLanguage(lines[field], language));
    if (template === undefined) {
      const name = email.template.replace(/\.mjml$/, `.${language}.mjml`);
      mistakes.push(at('template', `template has no ${language}, but a line of the mail has`, `Write ${name}.`));
    }
    for (const [field, line] of [['subject', subject] as const, ['preheader', preheader] as const])
      if (line === undefined)
        mistakes.push(
          at(field, `${field} has no ${language}, but another part of the mail has`, `Add ${language}: to it.`),
        );
    if (template === undefined || subject === undefined || preheader === undefined) continue;
    const own = language === DEFAULT ? {} : { language };
    const outcome = await compileTemplate(root, join(folder, template), { brand, liquid, scope, ...own });
    if (outcome.kind === 'mistakes') mistakes.push(...outcome.mistakes);
    else texts.set(language, { subject, preheader, template: outcome.template });
  }
  const text = texts.get(DEFAULT);
  if (mistakes.length > 0 || text === undefined) return { kind: 'mistakes', mistakes };
  const languages = [...texts].filter(([language]) => language !== DEFAULT);
  return {
    kind: 'built',
    mail: { text, languages: Object.fromEntries(languages.map(([language, each]) => [languageTag(language), each])) },
  };
};

const DEFAULT = 'default';

const languagesOf = (line: LineFile): ReadonlyMap<string, string> =>
  new Map(typeof line === 'string' ? [[DEFAULT, line]] : Object.entries(line));

/** `reminder.mjml` is the default of `reminder.de.mjml`. */
const templatesOf = (template: string, files: readonly string[]): ReadonlyMap<string, string> => {
  const stem = template.slice(0, -'.mjml'.length);
  return new Map(
    files.flatMap((name) => {
      if (name === template) return [[DEFAULT, name] as const];
      const [, language] = name.startsWith(`${stem}.`)
        ? (/^\.([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.mjml$/.exec(name.slice(stem.length)) ?? [])
        : [];
      return language === undefined ? [] : [[language, name] as const];
    }),
  );
};

/** In that very language, or in the one it is a form of. */
const inLanguage = (parts: ReadonlyMap<string, string>, language: string): string | undefined =>
  parts.get(language) ?? parts.get(language.split('-')[0] ?? language);
