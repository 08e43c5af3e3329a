import { describe, expect, it } from 'vitest';
import { deviceFrom } from '../../../../lambdas/core/enrichment/device.ts';

const readUserAgent = (userAgent: string) => ({ isBot: userAgent === 'bot', device: { kind: 'phone' as const } });

describe('the device', () => {
  it.each([
    ['is what the user agent says', { userAgent: 'phone' }, { device: { kind: 'phone' } }],
    ['is none of a program’s, which is flagged', { userAgent: 'bot' }, { bot: true }],
    ['is none without a user agent', {}, {}],
    ['is none of an endless user agent', { userAgent: 'x'.repeat(1_001) }, {}],
  ])('%s', (_, context, expected) => expect(deviceFrom(context, readUserAgent)).toEqual(expected));
});
