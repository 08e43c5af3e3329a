import type { Liquid, Template } from 'liquidjs';
import type { CampaignBook, Step } from '../core/campaign/campaign.ts';
import { mailTextFor } from '../core/campaign/mail-text.ts';
import type { MailContent, Renderer, Rendering } from '../ports/renderer.ts';
import { type EngineOptions, liquidEngine, oneLine } from './liquid-engine.ts';

interface ParsedMail {
  readonly engines: Engines;
  readonly subject: Template[];
  readonly preheader: Template[];
  readonly html: Template[];
  readonly text: Template[];
}

type Engines = Readonly<Record<EngineOptions['target'], Liquid>>;

/** So that previews of texts being written do not pile up. */
const CACHED_TEMPLATES = 200;
/** Longer than any inbox shows, short enough for a header. */
const LONGEST_LINE = 250;

/**
 * Renders a step's mail in its reader's language (`customer.locale`): HTML escaped, subject on one line, plain text
 * beside it. What a template names and the content lacks is left out, never shown as "undefined". A mail that cannot be
 * rendered with its recommendations is rendered without them; one that fails still, or runs past its limits, is a value.
 */
export const liquidRenderer = ({ brand }: CampaignBook): Renderer => {
  const byLanguage = new Map<string, Engines>();
  const enginesOf = (locale: string): Engines => {
    const known = byLanguage.get(locale);
    if (known !== undefined) return known;
    const engineFor = (target: EngineOptions['target']) => liquidEngine({ currency: brand.currency, locale, target });
    const fresh = { html: engineFor('html'), line: engineFor('line'), text: engineFor('text') };
    byLanguage.set(locale, fresh); // as many as mails have languages
    return fresh;
  };

  const parsed = new Map<string, ParsedMail>();
  const parse = (key: string, step: Step, locale: unknown): ParsedMail => {
    const { text, language = brand.locale } = mailTextFor(step.email, locale);
    const name = `${key}:${language}`;
    const known = parsed.get(name);
    if (known !== undefined) return known;
    const engines = enginesOf(language);
    const fresh = {
      engines,
      subject: engines.line.parse(text.subject),
      preheader: engines.line.parse(text.preheader),
      html: engines.html.parse(text.template.html),
      text: engines.text.parse(text.template.text),
    };
    if (parsed.size >= CACHED_TEMPLATES) parsed.clear();
    parsed.set(name, fresh);
    return fresh;
  };

  const attempt = (key: string, step: Step, content: MailContent): Rendering => {
    try {
      const mail = parse(key, step, content.customer.locale);
      const subject = shortLine(run(mail.engines.line, mail.subject, content));
      const preheader = shortLine(run(mail.engines.line, mail.preheader, content));
      if (subject === '') return { kind: 'unrenderable', detail: 'the subject came out empty' };
      const scope = { ...content, mail: { subject, preheader } };
      return {
        kind: 'rendered',
        subject,
        preheader,
        html: run(mail.engines.html, mail.html, scope),
        text: tidy(run(mail.engines.text, mail.text, scope)),
      };
    } catch (error) {
      // Liquid's messages can quote the content, so only the kind of error leaves.
      return { kind: 'unrenderable', detail: error instanceof Error ? error.name : 'unknown error' };
    }
  };

  return {
    render: (key, step, content) => {
      const whole = attempt(key, step, content);
      return whole.kind === 'rendered' || content.recommendations.length === 0
        ? whole
        : attempt(key, step, { ...content, recommendations: [] });
    },
  };
};

const run = (engine: Liquid, template: Template[], scope: MailContent): string => {
  const out: unknown = engine.renderSync(template, scope);
  return typeof out === 'string' ? out : '';
};

const shortLine = (text: string): string => {
  const line = oneLine(text);
  return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - 1).toWellFormed()}…`;
};

/** Loops and conditions leave blank lines behind. */
const tidy = (text: string): string =>
  `${text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
