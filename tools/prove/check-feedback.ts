import type { Send } from '../../lambdas/core/send/send.ts';
import type { Message } from './script.ts';
import type { Played } from './world.ts';

const OF_NOTE: Readonly<Record<string, string>> = { open: 'Email Opened', click: 'Email Link Clicked' };

/** Some servers make a mail wait. */
const LONGEST_WAY_MS = 3_600_000;

/** What the stream must have been told of a row. */
const owedBy = ({ deliveredAt, notes = [] }: Send): readonly string[] => [
  ...(deliveredAt === undefined ? [] : ['Email Delivered']),
  ...notes.flatMap(({ kind }) => OF_NOTE[kind] ?? []),
];

const countsOf = (names: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
};

/** What SES said of a mail is on its row, and the stream was told of it: no more, no less, and of no mail that is not. */
export const checkFeedback = ({ cloud, witness, fired }: Played, told: readonly Message[]): readonly string[] => {
  const { rows } = cloud.stores.ledger;
  // What was told as a person's, and again as a machine's, is one thing that was done.
  const unique = [...new Map(told.map((message) => [message.messageId.replace(/:machine$/, ''), message])).values()];
  const bySend = Map.groupBy(unique, ({ properties }) => String(properties?.email_id));
  const problems: string[] = [];
  for (const [sendId, messages] of bySend)
    if (!rows.has(sendId as Send['sendId'])) problems.push(`${messages[0]?.event} of ${sendId}, which is no mail`);
  for (const row of rows.values()) {
    const has = countsOf((bySend.get(row.sendId) ?? []).map(({ event = '' }) => event));
    // A mail that was sent twice is delivered twice: one time in the row, two events.
    for (const [name, owed] of countsOf(owedBy(row)))
      if ((has.get(name) ?? 0) < owed || (row.attempts < 2 && has.get(name) !== owed))
        problems.push(`${row.campaign} ${row.sendId}: ${name} ${owed} times, and told ${has.get(name) ?? 0} times`);
  }
  const heardAll = !fired.some(({ at, kind }) => at === 'feedback.topic' && kind === 'never');
  if (!heardAll) return problems;
  for (const { sendId, at } of witness.accepted) {
    if (at > cloud.clock.now() - LONGEST_WAY_MS) continue;
    const row = rows.get(sendId as Send['sendId']);
    if (row !== undefined && row.deliveredAt === undefined && !['bounced', 'complained'].includes(row.state))
      problems.push(`${sendId} arrived, and nobody wrote it down`);
  }
  return problems;
};
