import type { Send } from '../../lambdas/core/send/send.ts';
import { endOf } from '../cloud/cloud-counts.ts';
import type { Model } from './model.ts';
import type { Played } from './world.ts';

const what = ({ campaign, step, sendId, state, reason, history }: Send): string =>
  `${campaign}/${step} ${sendId} is ${state}${reason === undefined ? '' : ` (${reason})`} after ${history.map(({ state: was }) => was).join(', ')}`;

/** Invariants 3, 4 and 10: at most once, never silence, and what is shown is what happened. */
export const checkSends = (played: Played, model: Model): readonly string[] => {
  const { cloud, witness, fired } = played;
  const { rows } = cloud.stores.ledger;
  const taken = new Map<string, number>();
  for (const { sendId } of witness.accepted) taken.set(sendId, (taken.get(sendId) ?? 0) + 1);
  const unheard = new Set(fired.map(({ kind }) => kind));
  const problems: string[] = [];
  for (const [sendId, count] of taken) {
    const row = rows.get(sendId as Send['sendId']);
    if (row === undefined) problems.push(`${sendId} was mailed and is not in the ledger`);
    else if (count > (row.transactional ? 2 : 1)) problems.push(`mailed ${count} times: ${what(row)}`);
    else if (count === 2 && unheard.size === 0) problems.push(`mailed twice without a fault: ${what(row)}`);
    if (count === 2) witness.count('transactional mail sent again');
  }
  for (const row of rows.values()) problems.push(...checkRow(played, row, taken.get(row.sendId) ?? 0));
  problems.push(...checkTriggers(model, rows));
  const counts = cloud.counts();
  let mailed = 0;
  for (const row of rows.values()) if (endOf(row) === 'sent') mailed += 1;
  if (counts.sends.sent !== mailed) problems.push(`shown as sent: ${counts.sends.sent}; in the ledger: ${mailed}`);
  const shown = Object.values(counts.mailsByCampaign).reduce((sum, count) => sum + count, 0);
  if (shown !== witness.accepted.length)
    problems.push(`shown as mailed: ${shown}; taken by SES: ${witness.accepted.length}`);
  return problems;
};

const checkRow = ({ fired, witness, book, cuts }: Played, row: Send, taken: number): readonly string[] => {
  const wrong = (why: string): readonly string[] => [`${why}: ${what(row)}`];
  if (row.wakeAt !== undefined) return wrong('never ends');
  const mailFaults = fired.length > 0;
  switch (row.state) {
    case 'planned':
    case 'claimed':
      return wrong('forgotten');
    case 'sent':
    case 'delivered':
    case 'bounced':
    case 'complained':
      return taken === 0 ? wrong('never mailed') : [];
    case 'parked':
      return row.attempts === 0 || !mailFaults ? wrong('parked without a reason') : [];
    case 'failed':
      return fired.some(({ kind }) => kind === 'mail-rejected') ? [] : wrong('failed, and nobody refused it');
    case 'skipped':
    case 'suppressed':
    case 'superseded':
    case 'expired':
      if (taken > 0) return wrong('mailed all the same');
      return isJustified({ witness, book, cuts }, row) ? [] : wrong('not mailed for no good reason');
  }
};

/** The reasons that the ground truth can contradict. */
const isJustified = ({ witness, book, cuts }: Pick<Played, 'witness' | 'book' | 'cuts'>, row: Send): boolean => {
  const campaign = book.campaigns.find(({ name }) => name === row.campaign);
  const endedAt = row.history.at(-1)?.at ?? 0;
  switch (row.reason) {
    case 'too_late':
      return campaign !== undefined && endedAt - row.trigger.at >= campaign.maxAgeMs;
    case 'daily_cap':
      return witness.wasCapFull(row);
    case 'holdout':
      return (campaign?.holdout ?? 0) > 0;
    case 'global_holdout':
      return (book.brand.holdout ?? 0) > 0 && !row.transactional;
    case 'unmerged':
      return cuts.length > 0;
    case undefined:
    case 'uncertain':
    case 'rejected':
    case 'campaign_withdrawn':
    case 'not_allowed_here':
    case 'unrenderable':
    case 'erased':
      return false;
    default:
      return true;
  }
};

/** Each order has its row, whatever became of it: of the address it named, or of the one that reported it. */
const checkTriggers = (model: Model, rows: ReadonlyMap<string, Send>): readonly string[] => {
  const decided = new Set([...rows.values()].map(({ campaign, entryKey }) => `${campaign} ${entryKey.split(':')[1]}`));
  return model.events.flatMap((event) => {
    if (event.name !== 'Order Completed' || event.context?.backfill === true) return [];
    const order = String(event.properties?.order_id);
    return decided.has(`order-confirmation ${order}`)
      ? []
      : [`the order ${order} was accepted, and nobody decided on its mail`];
  });
};
