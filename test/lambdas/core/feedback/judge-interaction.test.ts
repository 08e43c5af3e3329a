import { describe, expect, it } from 'vitest';
import { isBot } from '../../../../lambdas/adapters/user-agents.ts';
import { agentSignOf, judgeInteraction } from '../../../../lambdas/core/feedback/judge-interaction.ts';
import type { MailNote } from '../../../../lambdas/core/feedback/mail-note.ts';
import { NOON } from '../../../builders/profile.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const note = (kind: 'open' | 'click', after: number, given: Partial<MailNote> = {}): MailNote => ({
  id: `${kind}-${after}-${given.link ?? ''}`,
  kind,
  at: NOON + after,
  ...given,
});

describe('an open or a click', () => {
  it.each<[what: string, note: MailNote, others: readonly MailNote[], by: string | undefined]>([
    ['a minute after delivery', note('open', MINUTE), [], undefined],
    ['five seconds after delivery', note('open', 5 * SECOND), [], undefined],
    ['sooner than that', note('open', 5 * SECOND - 1), [], 'too_soon'],
    ['before the server had even said yes', note('click', -300), [], 'too_soon'],
    ['of a bot', note('click', MINUTE, { agent: 'bot' }), [], 'bot'],
    ['of a picture proxy', note('open', MINUTE, { agent: 'proxy' }), [], 'proxy'],
    [
      'on one link twice within a second',
      note('click', MINUTE, { link: '1' }),
      [note('click', MINUTE + 400, { link: '1' })],
      undefined,
    ],
    [
      'on two links within a second',
      note('click', MINUTE, { link: '1' }),
      [note('click', MINUTE + 900, { link: '2' })],
      'burst',
    ],
    [
      'on the second of two links within a second',
      note('click', MINUTE + 900, { link: '2' }),
      [note('click', MINUTE, { link: '1' })],
      'burst',
    ],
    [
      'on two links in more than a second',
      note('click', MINUTE, { link: '1' }),
      [note('click', MINUTE + 1_001, { link: '2' })],
      undefined,
    ],
    [
      'an open in the midst of a burst',
      note('open', MINUTE),
      [note('click', MINUTE, { link: '1' }), note('click', MINUTE + 10, { link: '2' })],
      'burst',
    ],
    ['an open before a single click', note('open', MINUTE), [note('click', MINUTE + 500, { link: '1' })], undefined],
    [
      'a click long after a burst',
      note('click', 60 * MINUTE, { link: '1' }),
      [note('click', MINUTE, { link: '1' }), note('click', MINUTE, { link: '2' })],
      undefined,
    ],
  ])('%s', (_what, judged, others, by) => {
    expect(judgeInteraction(judged, { deliveredAt: NOON, notes: [judged, ...others] })).toBe(by);
  });

  it('is judged by when SES took the mail while nobody knows when it was delivered', () => {
    const soon = note('open', 2 * SECOND);
    expect(judgeInteraction(soon, { acceptedAt: NOON, notes: [soon] })).toBe('too_soon');
    expect(judgeInteraction(soon, { acceptedAt: NOON, deliveredAt: NOON - MINUTE, notes: [soon] })).toBeUndefined();
    expect(judgeInteraction(soon, { notes: [soon] })).toBeUndefined();
  });
});

describe('a user agent', () => {
  it.each([
    ['Apple’s Mail Privacy Protection', 'Mozilla/5.0', 'proxy'],
    ['Gmail', 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)', 'proxy'],
    [
      'Gmail, fetching ahead',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0',
      'proxy',
    ],
    ['Yahoo', 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html', 'proxy'],
    ['a script', 'python-requests/2.32.0', 'bot'],
    ['a program', 'Go-http-client/2.0', 'bot'],
    ['a crawler', 'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 'bot'],
    [
      'a browser without a head',
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36',
      'bot',
    ],
    ['nobody', '', 'bot'],
    ['nobody at all', undefined, 'bot'],
    [
      'a phone',
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
      undefined,
    ],
    [
      'a desktop',
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
      undefined,
    ],
    ['a mail program', 'Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.6.0', undefined],
  ])('of %s', (_whose, userAgent, sign) => {
    expect(agentSignOf(userAgent, isBot)).toBe(sign);
  });
});
