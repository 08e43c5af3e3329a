import type { Brand } from '../../../lambdas/core/campaign/campaign.ts';
import { capLimitOf } from '../../../lambdas/core/campaign/cap-limit.ts';
import { RATE_SCALE } from '../../../lambdas/core/profile/money.ts';
import { durationMs, share } from './durations.ts';
import type { Mistake } from './mistake.ts';
import type { YamlFile } from './yaml-file.ts';

const RATE_DIGITS = Math.log10(RATE_SCALE);

/** `campaigns/brand.yaml`, as `brand.schema.json` has it. */
export interface BrandFile extends Omit<Brand, 'quietHours' | 'rates' | 'holdout'> {
  readonly holdout?: string;
  /** Decimal numbers as text: what one unit is worth in the shop's currency. */
  readonly rates?: Readonly<Record<string, string>>;
  readonly quietHours?: { readonly from: string; readonly to: string; readonly exceptActiveWithin: string };
}

/** Exactly: `0.85` is 85,000,000 hundred-millionths. */
const scaledRate = (rate: string): number => {
  const [whole = '', fraction = ''] = rate.split('.');
  return Number(`${whole}${fraction.padEnd(RATE_DIGITS, '0')}`);
};

export const toBrand = ({ quietHours, rates, holdout, ...rest }: BrandFile): Brand => ({
  ...rest,
  ...(holdout !== undefined && { holdout: share(holdout) }),
  ...(rates && { rates: Object.fromEntries(Object.entries(rates).map(([code, rate]) => [code, scaledRate(rate)])) }),
  ...(quietHours && {
    quietHours: {
      from: quietHours.from,
      to: quietHours.to,
      exceptActiveWithinMs: durationMs(quietHours.exceptActiveWithin),
    },
  }),
});

/** What a schema cannot check: does the world know this zone, do the caps add up? */
export const brandMistakes = ({ file, content, lineOf }: YamlFile<BrandFile>): readonly Mistake[] => [
  ...(capLimitOf(content, { priority: 'low' }) >= 1
    ? []
    : [
        {
          file,
          line: lineOf(['caps', 'keptFor']),
          reason: `caps.keptFor leaves nothing of caps.perDay ${content.caps.perDay} to campaigns of low priority`,
          remedy: 'Keep fewer, so that together they are less than perDay.',
        },
      ]),
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
