import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeFeedback } from '../../lambdas/decode/ses-feedback.ts';
import { aSendId } from '../builders/send.ts';
import { aSendingWorld } from '../builders/sending-world.ts';

const examples = z.array(
  z.object({
    title: z.string(),
    event: z.looseObject({
      eventType: z.string().optional(),
      notificationType: z.string().optional(),
      mail: z.looseObject({ tags: z.record(z.string(), z.array(z.string())).optional() }),
    }),
  }),
);
const FILES = [
  'event-publishing-retrieving-sns-examples.json',
  'event-publishing-retrieving-firehose-examples.json',
  'notification-examples.json',
];
const all = FILES.flatMap((file) =>
  examples.parse(JSON.parse(readFileSync(join(process.env.KAIROS_SHARED ?? '', 'fixtures/ses', file), 'utf8'))),
);
const inEnvelope = (event: unknown): string => JSON.stringify({ Type: 'Notification', Message: JSON.stringify(event) });
const sendId = aSendId('example');
/** As it would be of a mail of ours. */
const ours = all.map(({ title, event }) => {
  const mail = { ...event.mail, tags: { ...event.mail.tags, sendId: [sendId] } };
  return { title, kind: event.eventType ?? event.notificationType ?? '', event: { ...event, mail } };
});

describe('SES’s own examples', () => {
  it('are all there', () => expect(new Set(ours.map(({ kind }) => kind)).size).toBe(10));

  it.each(ours)('$title ($kind) is read', ({ kind, event }) => {
    expect(decodeFeedback(inEnvelope(event))).toMatchObject({ kind: 'feedback', event: kind, sendId });
  });

  it.each(all)('$title of somebody else’s mail is passed over', ({ event }) => {
    expect(decodeFeedback(inEnvelope(event))).toEqual({ kind: 'foreign' });
  });

  it('are refused with their reason where they are cut off, wherever that is', () => {
    for (const { event } of ours) {
      const text = JSON.stringify(event);
      for (let end = 0; end < text.length; end += 7) {
        const cut = decodeFeedback(JSON.stringify({ Type: 'Notification', Message: text.slice(0, end) }));
        expect(cut).toEqual({ kind: 'malformed', reason: 'not_json' });
      }
    }
  });

  it('move a send on, however often and in whatever order they come', async () => {
    const world = aSendingWorld();
    const bodies = ours.map(({ event }) => inEnvelope(event));
    for (const body of [...bodies, ...bodies.toReversed()]) {
      expect(await world.feedback(body)).toEqual({ batchItemFailures: [] });
    }
  });
});
