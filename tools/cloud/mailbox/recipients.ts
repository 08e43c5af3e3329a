import { assertNever } from '../../../lambdas/core/assert-never.ts';
import { fraction } from '../../../lambdas/core/hash.ts';
import type { StoredMail } from '../mail-service.ts';
import { type Happening, happenings, type Visitor } from './ses-event.ts';
import { trackedLinks } from './tracked-links.ts';

/**
 * `silent`: nothing is heard of a mail but that SES took it. `quiet`: it is delivered at once, and nobody opens any.
 * `lively`: people and machines do as they do.
 */
export type MailboxTemper = 'silent' | 'quiet' | 'lively';

export interface Mailboxes {
  readonly temper: MailboxTemper;
  readonly seed: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Of mails, or of addresses where it says so. */
const RATES = {
  deadAddresses: 0.006,
  fullMailboxes: 0.004,
  delayed: 0.03,
  complaints: 0.0003,
  appleAddresses: 0.35,
  guardedAddresses: 0.08,
  opened: 0.45,
  clicksOfOpened: 0.3,
  secondClicks: 0.25,
} as const;

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const DESKTOP =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36';
const person: Visitor = { ipAddress: '192.0.2.10', userAgent: IPHONE };
const reader: Visitor = { ipAddress: '192.0.2.11', userAgent: DESKTOP };
const apple: Visitor = { ipAddress: '198.51.100.1', userAgent: 'Mozilla/5.0' };
/** Gateways say that they are browsers: only when they come, and what they do, gives them away. */
const gateway: Visitor = { ipAddress: '198.51.100.2', userAgent: DESKTOP };

/** SES's mailbox simulator; a label after `+` is allowed. Source: https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html#send-email-simulator */
const SIMULATOR = /^(success|bounce|ooto|complaint|suppressionlist)(?:\+[^@]*)?@simulator\.amazonses\.com$/i;

/** All that becomes of a mail, from SES's `Send` on. The mail, the seed and the temper alone decide it. */
export const whatBecomesOf = (mail: StoredMail, { temper, seed }: Mailboxes): readonly Happening[] => {
  const [, simulated] = SIMULATOR.exec(mail.to) ?? [];
  const sent = happenings.sent(mail.at);
  if (simulated !== undefined) return [sent, ...simulate(mail, simulated.toLowerCase())];
  switch (temper) {
    case 'silent':
      return [sent];
    case 'quiet':
      return [sent, happenings.delivered(mail, mail.at)];
    case 'lively':
      return [sent, ...live(mail, seed)];
    default:
      return assertNever(temper);
  }
};

const simulate = (mail: StoredMail, address: string): readonly Happening[] => {
  const delivered = happenings.delivered(mail, mail.at);
  switch (address) {
    case 'bounce':
      return [happenings.bounced(mail, mail.at, 'Permanent', 'General')];
    case 'suppressionlist':
      return [happenings.bounced(mail, mail.at, 'Permanent', 'Suppressed')];
    case 'complaint':
      return [delivered, happenings.complained(mail, mail.at)];
    default: // success, and ooto: what answers by itself does so to the return path, and SES tells no topic
      return [delivered];
  }
};

const live = (mail: StoredMail, seed: number): readonly Happening[] => {
  const ofAddress = (what: string): number => fraction('mailbox', String(seed), mail.to, what);
  const ofMail = (what: string): number => fraction('mailbox', String(seed), mail.sendId ?? mail.id, what);
  const soon = mail.at + Math.round(SECOND * (0.4 + 14 * ofMail('way') ** 3));
  if (ofAddress('dead') < RATES.deadAddresses) return [happenings.bounced(mail, soon, 'Permanent', 'General')];
  if (ofMail('full') < RATES.fullMailboxes) return [happenings.bounced(mail, soon, 'Transient', 'MailboxFull')];
  const isDelayed = ofMail('delayed') < RATES.delayed;
  const arrivedAt = isDelayed ? soon + Math.round(MINUTE * (10 + 30 * ofMail('delay'))) : soon;
  return [
    ...(isDelayed ? [happenings.delayed(mail, soon)] : []),
    happenings.delivered(mail, arrivedAt),
    ...(ofAddress('guarded') < RATES.guardedAddresses ? scan(mail, arrivedAt) : []),
    ...(ofAddress('apple') < RATES.appleAddresses
      ? [happenings.opened(arrivedAt + Math.round(MINUTE * (0.1 + 5 * ofMail('fetched'))), apple)]
      : []),
    ...(ofMail('opened') < RATES.opened ? read(mail, arrivedAt, ofMail) : []),
    ...(ofMail('spam') < RATES.complaints ? [happenings.complained(mail, arrivedAt + 20 * MINUTE)] : []),
  ];
};

/** Fetches the pictures, and follows every link to see where it leads. */
const scan = (mail: StoredMail, arrivedAt: number): readonly Happening[] => [
  happenings.opened(arrivedAt + 2 * SECOND, gateway),
  ...trackedLinks(mail.html).map((link, index) =>
    happenings.clicked(arrivedAt + 2 * SECOND + 20 * index, gateway, link),
  ),
];

/** From a minute to most of a day later; some look closer. */
const read = (mail: StoredMail, arrivedAt: number, chance: (what: string) => number): readonly Happening[] => {
  const who = chance('device') < 0.6 ? person : reader;
  const openedAt = arrivedAt + Math.round(MINUTE * 10 ** (2.9 * chance('when')));
  const opened = happenings.opened(openedAt, who);
  const links = trackedLinks(mail.html);
  const follow = (what: string, at: number): readonly Happening[] => {
    const link = links[Math.floor(chance(what) * links.length)];
    return link === undefined ? [] : [happenings.clicked(at, who, link)];
  };
  if (chance('clicked') >= RATES.clicksOfOpened) return [opened];
  const clickedAt = openedAt + Math.round(SECOND * (3 + 60 * chance('pause')));
  return [
    opened,
    ...follow('link', clickedAt),
    ...(chance('again') < RATES.secondClicks ? follow('other link', clickedAt + 40 * SECOND) : []),
  ];
};
