import { convert } from 'html-to-text';

/** The class of what says nothing in plain text: a picture's cell, an amount that stands there already. */
const HTML_ONLY = 'html-only';

/** The plain-text twin of a compiled template: what it says, its links, its Liquid tags as they are. */
export const plainText = (html: string): string =>
  convert(html, {
    wordwrap: false, // a line break inside a Liquid tag would break it
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'div[style*="display:none"]', format: 'skip' },
      { selector: `.${HTML_ONLY}`, format: 'skip' },
      ...['h1', 'h2', 'h3'].map((selector) => ({ selector, options: { uppercase: false } })),
      { selector: 'tr', format: 'block' },
      { selector: 'a', options: { linkBrackets: ['(', ')'], hideLinkHrefIfSameAsText: true } },
    ],
  });
