import type { Brand } from '../../../lambdas/core/campaign/campaign.ts';
import { durationMs } from './durations.ts';
import type { Mistake } from './mistake.ts';
import type { YamlFile } from './yaml-file.ts';

/** `campaigns/brand.yaml`, as `brand.schema.json` has it. */
export interface BrandFile extends Omit<Brand, 'quietHours'> {
  readonly quietHours?: { readonly from: string; readonly to: string; readonly exceptActiveWithin: string };
}

export const toBrand = ({ quietHours, ...rest }: BrandFile): Brand => ({
  ...rest,
  ...(quietHours && {
    quietHours: {
      from: quietHours.from,
      to: quietHours.to,
      exceptActiveWithinMs: durationMs(quietHours.exceptActiveWithin),
    },
  }),
});

/** What a schema cannot check: does the world know this zone, this currency? */
export const brandMistakes = ({ file, content, lineOf }: YamlFile<BrandFile>): readonly Mistake[] => [
  ...(works(() => new Intl.DateTimeFormat('en', { timeZone: content.zone }))
    ? []
    : [
        {
          file,
          line: lineOf(['zone']),
          reason: `zone "${content.zone}" is not known`,
          remedy: 'Write it as Europe/London.',
        },
      ]),
  ...(works(() => new Intl.NumberFormat(content.locale))
    ? []
    : [
        {
          file,
          line: lineOf(['locale']),
          reason: `locale "${content.locale}" is not known`,
          remedy: 'Write it as en-GB or de.',
        },
      ]),
];

const works = (attempt: () => unknown): boolean => {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
};
