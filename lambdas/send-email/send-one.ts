import type { Campaign } from '../core/campaign/campaign.ts';
import type { Consent } from '../core/consent/consent.ts';
import { addressHash } from '../core/identity/identity.ts';
import { type Hold, holdOn, pausedInFile } from '../core/send/hold.ts';
import { type Facts, judge, type Verdict } from '../core/send/judge.ts';
import type { Grounds, Reason, Send, SendId } from '../core/send/send.ts';
import { DEPLOYMENT_MS } from '../core/send/timing.ts';
import { claimed, type Ending, ended, postponed } from '../core/send/transitions.ts';
import type { Mail } from '../ports/mailer.ts';
import type { WriteConditions } from '../ports/send-ledger.ts';
import type { HeldBy } from '../steps/count-held.ts';
import type { CurrentHolds } from './known-holds.ts';
import { prepareMail } from './prepare-mail.ts';
import { readFacts } from './read-facts.ts';
import type { SendEmailPorts } from './send-email-ports.ts';
import type { Leave, TokenPurse } from './token-purse.ts';
import { writeClaim } from './write-claim.ts';

/** What is to be written next, and the mail that follows once a claim is. */
export type Move =
  /** It may go, and is kept back: the ledger has it. */
  | { readonly kind: 'held'; readonly by: HeldBy }
  | { readonly kind: 'write'; readonly row: Send }
  | { readonly kind: 'claim'; readonly row: Send; readonly conditions: WriteConditions; readonly mail: Mail }
  /** Something was written beside the row, or time has passed: look again. */
  | { readonly kind: 'again' };

/** What one invocation's mails share. */
export interface Gate {
  /** As they are now, or were some seconds ago: asked anew after each wait. */
  readonly holds: CurrentHolds;
  readonly leave: TokenPurse;
}

/** Others change the row, the profile or the consent meanwhile; each such change is a reason to decide anew. */
const MOST_ROUNDS = 8;

/**
 * Brings one send as far as it can go now: ended, postponed, or claimed. A claim comes back with its mail, for SES to
 * be called once; it is made in one transaction with all that allowed it. Throws where others never let it through.
 */
export const advance = async (
  ports: SendEmailPorts,
  sendId: SendId,
  { holds, leave }: Gate,
): Promise<
  | { readonly kind: 'nothing' }
  | { readonly kind: 'held'; readonly row: Send; readonly by: HeldBy }
  | { readonly kind: 'written'; readonly row: Send }
  | { readonly kind: 'claimed'; readonly row: Send; readonly mail: Mail }
> => {
  let isFull = false;
  let hasLeave = false;
  // Asked once, and before anything is rendered for it.
  const permit = async (transactional: boolean): Promise<Leave> => {
    if (hasLeave) return 'granted';
    const granted = await leave(transactional);
    hasLeave = granted !== 'none';
    return granted;
  };
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
    const row = await ports.ledger.load(sendId);
    // A claim found here belongs to someone who may have called SES: SES's events or the sweep settle it.
    if (row?.state !== 'planned') return { kind: 'nothing' };
    const move = await nextMove(ports, row, { holds, leave: permit }, isFull);
    switch (move.kind) {
      case 'held':
        return { kind: 'held', row, by: move.by };
      case 'again':
        continue;
      case 'write':
        if ((await ports.ledger.write(move.row)) === 'written') return { kind: 'written', row: move.row };
        continue;
      case 'claim': {
        const outcome = await writeClaim(ports.ledger, move.row, move.conditions);
        if (outcome === 'written') return { kind: 'claimed', row: move.row, mail: move.mail };
        isFull = outcome === 'cap_full';
      }
    }
  }
  throw new Error('a send changed too often to be decided');
};

const nextMove = async (ports: SendEmailPorts, row: Send, { holds, leave }: Gate, isFull: boolean): Promise<Move> => {
  const end = (...[ending, reason, grounds]: EndingAndWhy): Move => ({
    kind: 'write',
    row: ended(row, ending, reason, ports.clock.now(), grounds),
  });
  const read = await readFacts(ports, row);
  if (read.kind === 'end') {
    const isNew = ports.clock.now() - row.decidedAt < DEPLOYMENT_MS;
    return read.reason === 'campaign_withdrawn' && isNew
      ? { kind: 'held', by: 'deployment' }
      : end('skipped', read.reason);
  }
  const { facts, state } = read;
  const verdict = judge(row, facts);
  switch (verdict.kind) {
    case 'end':
      return end(verdict.ending, verdict.reason, verdict.grounds);
    case 'postpone':
      return { kind: 'write', row: postponed(row, verdict) };
    case 'hold_out':
    case 'send': {
      // Asked last: what is held still exits, expires and is postponed by its own rules.
      const inFile = pausedInFile([facts.campaign]);
      const held = async (): Promise<Hold | undefined> =>
        holdOn(row, [...inFile, ...(await holds())], ports.clock.now());
      const before = await held();
      if (before !== undefined) return { kind: 'held', by: before.name };
      if (verdict.kind === 'hold_out') return end('skipped', verdict.reason);
      if (verdict.cap !== undefined && isFull) return end('skipped', 'daily_cap', { ...verdict.cap });
      const granted = await leave(row.transactional);
      if (granted === 'none') return { kind: 'held', by: 'rate' };
      if (granted === 'granted_later') return { kind: 'again' };
      // Asking for a token takes its time: what was held meanwhile is not claimed.
      const after = await held();
      if (after !== undefined) return { kind: 'held', by: after.name };
      return prepareClaim(ports, row, facts, state.version, verdict);
    }
  }
};

/** What allowed a mail; a transactional one needs no leave. */
const groundsOf = ({ kind }: Campaign, consent: Consent | undefined): Grounds | undefined => {
  const agreed = kind.transactional ? undefined : consent?.topics[kind.topic];
  if (kind.transactional || agreed === undefined) return undefined;
  return { topic: kind.topic, said: 'yes', at: new Date(agreed.at).toISOString(), by: agreed.by };
};

type EndingAndWhy = [ending: Ending, reason: Reason, grounds?: Grounds];

const prepareClaim = async (
  ports: SendEmailPorts,
  row: Send,
  facts: Facts,
  version: number,
  { address, cap }: Extract<Verdict, { readonly kind: 'send' }>,
): Promise<Move> => {
  const { consents, clock, random } = ports;
  const { campaign, profile, consent } = facts;
  // Caps count by the day of one zone an address: the first that is known is kept with it, before it counts.
  if (cap !== undefined && consent !== undefined && consent.zone !== cap.zone) {
    await consents.commit({ ...consent, version: consent.version + 1, zone: cap.zone });
    return { kind: 'again' };
  }
  const prepared = await prepareMail(ports, { ...facts, row, address });
  if (prepared.kind === 'end') return { kind: 'write', row: ended(row, prepared.ending, prepared.reason, clock.now()) };

  const { mail } = prepared;
  const hash = addressHash(address);
  const claim = claimed(row, {
    claimId: random.id(),
    at: clock.now(),
    campaignVersion: campaign.version,
    address,
    addressHash: hash,
    epoch: consent?.epoch ?? 0,
    subject: mail.subject,
    capDay: cap?.day,
    grounds: groundsOf(campaign, consent),
  });
  return {
    kind: 'claim',
    row: claim,
    mail,
    conditions: {
      profile: { id: profile.id, version },
      consent: { address: hash, version: consent?.version ?? 0 },
      ...(cap === undefined ? {} : { cap: { take: { address: hash, day: cap.day, limit: cap.limit } } }),
    },
  };
};
