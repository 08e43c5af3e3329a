import type { Rendering } from '../../lambdas/ports/renderer.ts';
import { mustHold } from './fuzz-target.ts';

/** Mail programs cut a mail off beyond this. */
const CLIPPED_BYTES = 100_000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
const NOT_ON_ONE_LINE = /[\u0000-\u001f\u007f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const OWN_SCRIPT = /<\/?(?:script|fuzz|iframe|svg|object|embed|form|base)\b/i;
const OPENED_ATTRIBUTE = /["']\s*onfuzz\s*=/i;
const DANGEROUS_LINK =
  /\b(?:href|src|background|action)\s*=\s*["']?[^\w"'>]*(?:javascript|java\s+script|vbscript|data)\s*:/i;

/** Holds a mail made of strangers' texts against what every mail promises, but for what its own template says. */
export const checkMail = (rendering: Rendering, ownMarkup = ''): void => {
  if (rendering.kind === 'unrenderable') return;
  const { subject, html, text } = rendering;
  mustHold(OWN_SCRIPT.test(ownMarkup) || !OWN_SCRIPT.test(html), 'nobody’s text becomes a tag');
  mustHold(OPENED_ATTRIBUTE.test(ownMarkup) || !OPENED_ATTRIBUTE.test(html), 'nobody’s text leaves its attribute');
  mustHold(DANGEROUS_LINK.test(ownMarkup) || !DANGEROUS_LINK.test(html), 'no link runs a script');
  mustHold(!NOT_ON_ONE_LINE.test(subject), 'a subject is one line that reads as it stands');
  mustHold(subject.isWellFormed() && html.isWellFormed() && text.isWellFormed(), 'a mail holds whole characters');
  for (const part of [subject, html, text])
    mustHold(ownMarkup.includes('fuzz{{') || !part.includes('fuzz49fuzz'), 'nobody’s text is run as a template');
  mustHold(Buffer.byteLength(html) <= CLIPPED_BYTES, 'a mail is not cut off by mail programs');
};
