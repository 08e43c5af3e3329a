import type { Liquid, Template } from 'liquidjs';
import type { CampaignBook, Step } from '../core/campaign/campaign.ts';
import type { MailContent, Renderer, Rendering } from '../ports/renderer.ts';
import { liquidEngine, oneLine } from './liquid-engine.ts';

interface ParsedStep {
  readonly subject: Template[];
  readonly preheader: Template[];
  readonly html: Template[];
  readonly text: Template[];
}

/** So that previews of texts being written do not pile up. */
const CACHED_TEMPLATES = 200;

/**
 * Renders a step's mail: HTML escaped, subject on one line, plain text beside it. What a template names and the
 * content lacks is left out, never shown as "undefined". A template that fails, or runs past its limits, is a value.
 */
export const liquidRenderer = ({ brand }: CampaignBook): Renderer => {
  const engines = {
    html: liquidEngine({ ...brand, target: 'html' }),
    line: liquidEngine({ ...brand, target: 'line' }),
    text: liquidEngine({ ...brand, target: 'text' }),
  };
  const parsed = new Map<string, ParsedStep>();

  const parse = (key: string, { email }: Step): ParsedStep => {
    const known = parsed.get(key);
    if (known !== undefined) return known;
    const fresh = {
      subject: engines.line.parse(email.subject),
      preheader: engines.line.parse(email.preheader),
      html: engines.html.parse(email.template.html),
      text: engines.text.parse(email.template.text),
    };
    if (parsed.size >= CACHED_TEMPLATES) parsed.clear();
    parsed.set(key, fresh);
    return fresh;
  };

  return {
    render: (key, step, content): Rendering => {
      try {
        const templates = parse(key, step);
        const subject = oneLine(run(engines.line, templates.subject, content));
        const preheader = oneLine(run(engines.line, templates.preheader, content));
        if (subject === '') return { kind: 'unrenderable', detail: 'the subject came out empty' };
        const scope = { ...content, mail: { subject, preheader } };
        return {
          kind: 'rendered',
          subject,
          html: run(engines.html, templates.html, scope),
          text: tidy(run(engines.text, templates.text, scope)),
        };
      } catch (error) {
        // Liquid's messages can quote the content, so only the kind of error leaves.
        return { kind: 'unrenderable', detail: error instanceof Error ? error.name : 'unknown error' };
      }
    },
  };
};

const run = (engine: Liquid, template: Template[], scope: MailContent): string => {
  const out: unknown = engine.renderSync(template, scope);
  return typeof out === 'string' ? out : '';
};

/** Loops and conditions leave blank lines behind. */
const tidy = (text: string): string =>
  `${text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
