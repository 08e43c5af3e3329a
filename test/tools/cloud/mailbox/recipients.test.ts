import { describe, expect, it } from 'vitest';
import { isBot } from '../../../../lambdas/adapters/user-agents.ts';
import { engagementOf } from '../../../../lambdas/core/feedback/engagement.ts';
import { hear } from '../../../../lambdas/core/feedback/hear.ts';
import { agentSignOf } from '../../../../lambdas/core/feedback/judge-interaction.ts';
import type { Send } from '../../../../lambdas/core/send/send.ts';
import { decodeFeedback } from '../../../../lambdas/decode/ses-feedback.ts';
import type { StoredMail } from '../../../../tools/cloud/mail-service.ts';
import { whatBecomesOf } from '../../../../tools/cloud/mailbox/recipients.ts';
import { withMail } from '../../../../tools/cloud/mailbox/ses-event.ts';
import { NOON } from '../../../builders/profile.ts';
import { aSend, aSendId } from '../../../builders/send.ts';

const aMail = (to: string): StoredMail => ({
  ...{
    id: `mail-${to}`,
    at: NOON,
    sendId: aSendId(to),
    campaign: 'welcome',
    to,
    subject: 'Hello',
    text: '',
    headers: [],
  },
  from: { name: 'Shop', address: 'shop@shop.example' },
  html: ['1', '2', '3'].map((n) => `<a ses:tags="link:${n};" href="https://shop.example/${n}">x</a>`).join(''),
});
const kindsOf = (mail: StoredMail, temper: 'quiet' | 'lively' = 'quiet') =>
  whatBecomesOf(mail, { temper, seed: 7 }).map(({ event }) => event.eventType);

describe('SES’s mailbox simulator', () => {
  it.each([
    ['success@simulator.amazonses.com', ['Send', 'Delivery']],
    ['bounce@simulator.amazonses.com', ['Send', 'Bounce']],
    ['Bounce+label@simulator.amazonses.com', ['Send', 'Bounce']],
    ['suppressionlist@simulator.amazonses.com', ['Send', 'Bounce']],
    ['complaint+x@simulator.amazonses.com', ['Send', 'Delivery', 'Complaint']],
    ['ooto@simulator.amazonses.com', ['Send', 'Delivery']],
    ['bounce@simulator.amazonses.com.example', ['Send', 'Delivery']],
    ['ada@example.com', ['Send', 'Delivery']],
  ])('%s', (to, kinds) => expect(kindsOf(aMail(to))).toEqual(kinds));

  it('behaves the same among lively mailboxes', () => {
    expect(kindsOf(aMail('bounce@simulator.amazonses.com'), 'lively')).toEqual(['Send', 'Bounce']);
  });
});

describe('lively mailboxes', () => {
  const mails = Array.from({ length: 3_000 }, (_, index) => aMail(`person-${index}@example.com`));
  const all = mails.map((mail) => ({ mail, happened: whatBecomesOf(mail, { temper: 'lively', seed: 7 }) }));
  const share = (kind: string) =>
    all.filter(({ happened }) => happened.some(({ event }) => event.eventType === kind)).length / mails.length;

  it('do the same with the same seed, and something else with another', () => {
    const again = mails.map((mail) => whatBecomesOf(mail, { temper: 'lively', seed: 7 }));
    expect(again).toEqual(all.map(({ happened }) => happened));
    expect(mails.map((mail) => whatBecomesOf(mail, { temper: 'lively', seed: 8 }))).not.toEqual(again);
  });

  it('keep modest rates: far from where SES looks closer', () => {
    expect(share('Delivery')).toBeGreaterThan(0.98);
    expect(share('Bounce')).toBeGreaterThan(0);
    expect(share('Bounce')).toBeLessThan(0.02);
    expect(share('Complaint')).toBeLessThan(0.001);
    expect(share('Open')).toBeGreaterThan(0.4);
    expect(share('Click')).toBeGreaterThan(0.05);
  });

  it('have scanners and proxies among them, every one of which is told from people', () => {
    const engagements = all.map(({ mail, happened }) => {
      const row = happened.reduce<Send>(
        (known, { event }) => {
          const decoded = decodeFeedback(JSON.stringify({ Type: 'Notification', Message: withMail(mail, event) }));
          if (decoded.kind !== 'feedback') throw new Error(`SES says nothing like ${event.eventType}`);
          const { noted, id, at } = decoded;
          const note = noted && {
            id,
            at,
            kind: noted.kind,
            link: noted.link,
            agent: agentSignOf(noted.userAgent, isBot),
          };
          return hear(known, note === undefined ? decoded : { ...decoded, note }, NOON) ?? known;
        },
        aSend({ state: 'claimed' }),
      );
      const by = (ip: string) =>
        happened.filter(({ event }) => JSON.stringify(event).includes(ip) && event.eventType !== 'Bounce').length;
      return { found: engagementOf(row).byMachines, truly: by('198.51.100.1"') + by('198.51.100.2"') };
    });
    expect(engagements.filter(({ found, truly }) => found !== truly)).toEqual([]);
    expect(engagements.filter(({ truly }) => truly > 0).length).toBeGreaterThan(500);
  });
});
