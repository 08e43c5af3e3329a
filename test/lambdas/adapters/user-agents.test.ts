import { describe, expect, it } from 'vitest';
import { userAgents } from '../../../lambdas/adapters/user-agents.ts';

const read = userAgents();

describe('a user agent', () => {
  it.each([
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36',
      'desktop',
      'Windows',
      'Chrome',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15',
      'desktop',
      'Mac OS',
      'Safari',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'phone',
      'iOS',
      'Mobile Safari',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36',
      'phone',
      'Android',
      'Chrome',
    ],
    [
      'Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.0 Mobile/15E148 Safari/604.1',
      'tablet',
      'iOS',
      'Mobile Safari',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'desktop', 'Linux', 'Firefox'],
  ])('%s is a %s with %s and %s', (text, kind, os, browser) => {
    for (const _again of [1, 2]) expect(read(text)).toEqual({ isBot: false, device: { kind, os, browser } });
  });

  it.each(['Googlebot/2.1 (+http://www.google.com/bot.html)', 'curl/8.5.0'])('%s is a program’s', (text) =>
    expect(read(text).isBot).toBe(true),
  );

  it('may be anything', () => expect(read('\u0000((((').device.kind).toBe('other'));
});
