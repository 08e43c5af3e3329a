import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { BROADCAST } from '../../../../lambdas/core/campaign/broadcast-trigger.ts';
import type { Campaign } from '../../../../lambdas/core/campaign/campaign.ts';
import { type Asked, explain } from '../../../../lambdas/core/explain/explain.ts';
import { ruleOf } from '../../../../lambdas/core/explain/rules.ts';
import type { Profile } from '../../../../lambdas/core/profile/profile.ts';
import type { Hold } from '../../../../lambdas/core/send/hold.ts';
import type { Grounds, Reason, Send } from '../../../../lambdas/core/send/send.ts';
import { aBook, aCampaign, HOUR_MS } from '../../../builders/campaign.ts';
import { aHold } from '../../../builders/hold.ts';
import { aProfile, NOON } from '../../../builders/profile.ts';
import { aSend } from '../../../builders/send.ts';

const asked = (given: { campaign?: Campaign; profile?: Profile; sends?: readonly Send[] }) => {
  const campaign = given.campaign ?? aCampaign();
  return explain({
    book: aBook([campaign]),
    campaign,
    profile: given.profile ?? aProfile(),
    sends: given.sends ?? [],
    holds: [],
    now: NOON + HOUR_MS,
  });
};
const skipped = (given: Partial<Send>): Send =>
  aSend({ state: 'skipped', history: [{ state: 'skipped', at: NOON }], ...given });
const told = (row: Send): string => asked({ sends: [row] }).decisions[0]?.sentences.join(' ') ?? '';

/** Each of them: a new one without its word here is a compile error. */
const EVERY_REASON: Readonly<Record<Reason, true>> = {
  ...{ no_address: true, no_consent: true, holdout: true, global_holdout: true, not_in_audience: true },
  ...{ entered_recently: true, exited: true, step_condition: true, not_allowed_here: true, daily_cap: true },
  ...{ address_bounced: true, address_complained: true, erased: true, other_cart: true, other_address: true },
  ...{ nothing_to_show: true, too_late: true, unrenderable: true, rejected: true, unmerged: true, uncertain: true },
  ...{ campaign_withdrawn: true },
};
const reasons = Object.keys(EVERY_REASON) as readonly Reason[];

describe('a decision is told', () => {
  it.each(reasons)('in plain words where a row kept no facts of %s, or some alone', (reason) => {
    const facts = ['topic', 'said', 'at', 'by', 'earlier', 'limit', 'day', 'zone', 'since', 'emptiedAt', 'dueAt'];
    const some: readonly (Grounds | undefined)[] = [
      ...[undefined, {}, { said: 'no' }, { said: 'yes' }, ...facts.map((name) => ({ [name]: null }))],
      { answers: [{ asked: 'seen', found: null }] },
      { answers: [{ asked: 'trait city', found: {}, holds: null }, { asked: 'seen', found: { last: null } }, {}] },
    ];
    for (const grounds of some)
      for (const state of ['skipped', 'sent', 'parked', 'planned'] as const) {
        const text = told(aSend({ state, reason, grounds, history: [{ state, at: NOON }] }));
        expect(text).not.toMatch(/null|undefined|NaN|\(\)| {2}| [.,]/);
      }
  });

  it('without saying that they never agreed where nobody knows', () => {
    expect(told(skipped({ reason: 'no_consent' }))).toContain('they have not agreed to its topic');
    expect(told(skipped({ reason: 'no_consent', grounds: { said: 'no' } }))).toContain('they left its topic');
  });

  it('from its event on, with what was asked and found, in the recipient’s time', () => {
    const answers = [{ asked: 'Order Completed since entry', found: { times: 1, last: 'T' }, holds: true }];
    const text = told(skipped({ reason: 'exited', grounds: { answers } }));
    expect(text).toContain('Product Added at 2026-01-13 12:00 Europe/London (source web, message m-1) began');
    expect(text).toContain('the campaign’s exit had come true');
    expect(text).toContain('Asked “Order Completed since entry”: found times 1, last T, so yes.');
  });

  it.each<[Partial<Send>, string]>([
    [{ reason: 'no_consent', grounds: { topic: 'promotions', said: 'nothing' } }, 'they never agreed to promotions'],
    [
      { reason: 'no_consent', grounds: { topic: 'promotions', said: 'no', at: 'T', by: 'web/m-9' } },
      'they left promotions at T (event web/m-9)',
    ],
    [
      { reason: 'daily_cap', grounds: { day: '2026-01-13', zone: 'Europe/London', limit: 3 } },
      'the day’s limit of 3 mails to this address was used up (2026-01-13 in Europe/London)',
    ],
    [
      { state: 'suppressed', reason: 'address_bounced', grounds: { since: 'T' } },
      'mail to this address has bounced (T)',
    ],
    [{ reason: 'holdout' }, 'comparison group'],
  ])('with the facts of its reason: %j', (given, sentence) => {
    expect(told(skipped(given))).toContain(sentence);
  });

  it('with the consent that allowed a mail', () => {
    const grounds = { topic: 'promotions', said: 'yes', at: 'T', by: 'web/m-2' };
    const text = told(aSend({ state: 'sent', history: [{ state: 'sent', at: NOON }], subject: 'Hello', grounds }));
    expect(text).toContain('Sent: SES accepted it (2026-01-13 12:00 Europe/London), as “Hello”.');
    expect(text).toContain('They had agreed to promotions at T (event web/m-2).');
  });

  it('without a fact where an older row kept none', () => {
    expect(told(skipped({ reason: 'exited' }))).toContain('exit had come true');
  });
});

describe('what is held back is told', () => {
  const waiting = aSend();
  const later = (given: Partial<Asked>) => {
    const campaign = aCampaign();
    const base = { book: aBook([campaign]), campaign, profile: aProfile(), sends: [waiting], holds: [], now: NOON };
    return explain({ ...base, ...given }).decisions[0]?.sentences.join(' ') ?? '';
  };

  it.each<[string, Hold, string]>([
    ['a campaign', aHold(), 'But the campaign was paused by ada at 2026-01-13 12:00 Europe/London: wrong price.'],
    ['all marketing', aHold({ name: 'marketing' }), 'But all marketing mail was paused by ada at '],
    [
      'the circuit',
      aHold({ name: 'circuit', by: 'circuit-breaker', reason: '10 of 100 mails bounced' }),
      'But all marketing mail was stopped by circuit-breaker at 2026-01-13 12:00 Europe/London: 10 of 100 mails bounced.',
    ],
    ['SES', aHold({ name: 'ses', until: NOON + HOUR_MS }), ': wrong price (until 2026-01-13 13:00 Europe/London).'],
  ])('by %s, with who did it, when and why', (_what, hold, sentence) => {
    expect(later({ holds: [hold] })).toContain(sentence);
    expect(later({ holds: [hold] })).toContain(
      'It is not sent before that ends, nor after 2026-01-16 13:00 Europe/London.',
    );
  });

  it('of one run of a broadcast, and of no other', () => {
    const row = aSend({ entryKey: 'broadcast:run-1:hash' });
    const told = (run: string) => later({ sends: [row], holds: [aHold({ name: `broadcast:${run}` })] });
    expect(told('run-1')).toContain('But this broadcast was stopped by ada at ');
    expect(told('run-2')).not.toContain('But');
  });

  it('by the campaign’s own file', () => {
    expect(later({ campaign: aCampaign({ status: 'paused' }) })).toContain(
      'But the campaign is paused by its own file (campaigns/cart-abandoned/campaign.yaml: status).',
    );
  });

  it.each<[string, Partial<Asked>]>([
    ['lifted', { holds: [aHold({ lifted: { at: NOON, by: 'ben' } })] }],
    ['over', { holds: [aHold({ until: NOON })] }],
    ['of another campaign', { holds: [aHold({ name: 'campaign:welcome' })] }],
    ['nobody’s', {}],
    ['of a mail that is out already', { holds: [aHold()], sends: [aSend({ state: 'sent' })] }],
    ['of a mail that is held out for comparison', { holds: [aHold()], sends: [aSend({ arm: 'holdout' })] }],
  ])('and not where the hold is %s', (_case, given) => {
    expect(later(given)).not.toContain('But');
  });
});

describe('what was never decided is told', () => {
  it.each<[string, Parameters<typeof asked>[0], string]>([
    ['of a draft', { campaign: aCampaign({ status: 'draft' }) }, 'is a draft'],
    ['of an event that never came', {}, 'They never did “Product Added”'],
    [
      'of an event that began nothing',
      { profile: aProfile({ did: { 'Product Added': NOON } }) },
      'They did “Product Added” once, last at 2026-01-13 12:00 Europe/London',
    ],
  ])('%s', (_name, given, sentence) => {
    const { never, decisions } = asked(given);
    expect(decisions).toEqual([]);
    expect(never.join(' ')).toContain(sentence);
  });
});

describe('a broadcast that somebody got nothing of is told', () => {
  const trigger = { event: BROADCAST, where: [{ property: 'segment', equals: 'spenders' }] };
  const campaign = aCampaign({ name: 'sale', trigger });
  const spenders = {
    ...{ name: 'spenders', version: '1', title: 'Spenders' },
    predicate: { orders: 'count', atLeast: 1 } as const,
  };
  const never = (profile: Profile) =>
    explain({
      ...{ book: { ...aBook([campaign]), segments: [spenders] }, campaign, profile, sends: [], holds: [], now: NOON },
    }).never.join(' ');

  it('as what somebody starts, not as what they did not do', () => {
    const text = never(aProfile());
    expect(text).toContain(
      '“sale” is a broadcast: it goes out when somebody starts it (npx kairos broadcast sale), to',
    );
    expect(text).toContain('They are not in “spenders” now (campaigns/segments/spenders.yaml).');
    expect(text).toContain("Asked “orders' count at least 1”: found 0, so no.");
    expect(text).not.toContain('never did');
  });

  it('to who belongs to its segment by now', () => {
    const buyer = aProfile();
    const text = never({ ...buyer, purchases: { ...buyer.purchases, orders: 2 } });
    expect(text).toContain('They are in “spenders” now');
    expect(text).not.toContain('No address');
    expect(never(aProfile({ email: null }))).toContain('No address is known for them, and a broadcast passes over');
  });
});

describe('a rule', () => {
  const REASONS = ['no_address', 'no_consent', 'holdout', 'not_in_audience', 'entered_recently', 'exited'] as const;
  const MORE = [
    'daily_cap',
    'other_cart',
    'nothing_to_show',
    'too_late',
    'unrenderable',
    'campaign_withdrawn',
  ] as const;

  it.each([...REASONS, ...MORE])('leads to code that is there: %s', (reason) => {
    const { code, written } = ruleOf(reason, 'cart-abandoned', 'reminder');
    expect(existsSync(new URL(`../../../../${code}`, import.meta.url))).toBe(true);
    if (written !== undefined)
      expect(existsSync(new URL(`../../../../${written.split(':')[0]}`, import.meta.url))).toBe(true);
  });
});
