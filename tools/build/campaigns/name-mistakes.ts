import type { Mistake } from './mistake.ts';

/** A file's or folder's name stands in keys, addresses of pages and SES's tags, which take no others than these. */
export const nameMistakes = (file: string, name: string, what: 'segment' | 'campaign'): readonly Mistake[] =>
  /^[a-z][a-z0-9-]*$/.test(name)
    ? []
    : [
        {
          file,
          line: 1,
          reason: `"${name}" is no name of a ${what}`,
          remedy: 'Use lower-case letters, digits and hyphens.',
        },
      ];
