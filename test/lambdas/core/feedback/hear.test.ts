import { describe, expect, it } from 'vitest';
import { engagementOf } from '../../../../lambdas/core/feedback/engagement.ts';
import { hear, type MailNews } from '../../../../lambdas/core/feedback/hear.ts';
import { type MailNote, NOTES_KEPT } from '../../../../lambdas/core/feedback/mail-note.ts';
import type { Send } from '../../../../lambdas/core/send/send.ts';
import { NOON } from '../../../builders/profile.ts';
import { aSend } from '../../../builders/send.ts';

const MINUTE = 60_000;
const claim = aSend({ state: 'claimed', attempts: 1 });
const news = (given: Partial<MailNews> = {}): MailNews => ({
  state: 'sent',
  acceptedAt: NOON,
  sesMessageId: 'ses-1',
  ...given,
});
const noted = (kind: MailNote['kind'], minutes: number, given: Partial<MailNote> = {}): MailNews =>
  news({ note: { id: `${kind}-${minutes}-${given.link}`, kind, at: NOON + minutes * MINUTE, ...given } });

const after = (row: Send, all: readonly MailNews[]): Send =>
  all.reduce((known, one) => hear(known, one, NOON) ?? known, row);
/** What SES said, without the order in which it was said. */
const said = ({ state, deliveredAt, notes, acceptedAt }: Send) => ({ state, deliveredAt, notes, acceptedAt });

const permutations = <Item>(items: readonly Item[]): readonly (readonly Item[])[] =>
  items.length < 2
    ? [items]
    : items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));

describe('what SES tells of a mail', () => {
  const delivery = news({ state: 'delivered', deliveredAt: NOON + 2_000 });
  const all = [
    news(),
    delivery,
    noted('open', 5),
    noted('click', 6, { link: '2' }),
    noted('click', 0, { link: '1', agent: 'bot' }),
    news({ state: 'complained' }),
  ];

  it('leaves the same row in any order, however often it comes', () => {
    const [expected] = [said(after(claim, all))];
    for (const order of permutations(all)) expect(said(after(claim, [...order, ...order]))).toEqual(expected);
    expect(expected).toMatchObject({ state: 'complained', deliveredAt: NOON + 2_000, acceptedAt: NOON });
  });

  it('is no write where it says nothing new', () => {
    const row = after(claim, all);
    for (const one of all) expect(hear(row, one, NOON)).toBeUndefined();
  });

  it('counts each open and click once, with the first and the last', () => {
    const row = after(claim, [
      delivery,
      noted('open', 9),
      noted('open', 5),
      noted('open', 9),
      noted('click', 7, { link: '1' }),
    ]);
    expect(engagementOf(row)).toEqual({
      opens: { count: 2, firstAt: NOON + 5 * MINUTE, lastAt: NOON + 9 * MINUTE },
      clicks: { count: 1, firstAt: NOON + 7 * MINUTE, lastAt: NOON + 7 * MINUTE },
      byMachines: 0,
    });
  });

  it('is a machine’s once a later event shows it', () => {
    const first = after(claim, [delivery, noted('click', 3, { link: '1' })]);
    expect(engagementOf(first).clicks.count).toBe(1);
    const both = after(first, [noted('click', 3, { link: '2' })]);
    expect(engagementOf(both)).toMatchObject({ clicks: { count: 0 }, byMachines: 2 });
  });

  it('takes up no more room than fifty notes, the earliest, whatever came first', () => {
    const many = Array.from({ length: 70 }, (_, index) => noted('click', index, { link: String(index) }));
    const [one, other] = [after(claim, many), after(claim, many.toReversed())];
    expect(one.notes).toHaveLength(NOTES_KEPT);
    expect(one.notes).toEqual(other.notes);
    expect(one.notes?.at(-1)?.at).toBe(NOON + 49 * MINUTE);
  });
});
