import { describe, expect, it } from 'vitest';
import { addressHash } from '../../../lambdas/core/identity/identity.ts';
import { NOON } from '../../builders/profile.ts';
import { aConsent, aSend } from '../../builders/send.ts';
import { aFeedback, aSendingWorld } from '../../builders/sending-world.ts';

const hash = addressHash('ada@example.com');
const claim = aSend({ state: 'claimed', claimId: 'c-1', attempts: 1, wakeAt: NOON + 1 });
const time = { timestamp: new Date(NOON).toISOString() };
const bounce = (bounceType: string) => ({ bounce: { bounceType, bouncedRecipients: [], ...time } });
const complaint = { complaint: { complainedRecipients: [{ emailAddress: 'somebody.else@example.com' }], ...time } };

const aClaimedWorld = async () => {
  const world = aSendingWorld();
  world.putConsent(aConsent());
  return { world, sendId: await world.putRow(claim) };
};

describe('feedback from SES', () => {
  it.each([
    ['Send', {}, 'sent'],
    ['Delivery', { delivery: time }, 'delivered'],
    ['Bounce', bounce('Transient'), 'bounced'],
    ['Complaint', complaint, 'complained'],
    ['Reject', { reject: { reason: 'Bad content' } }, 'failed'],
  ])('%s settles the claim', async (event, more, state) => {
    const { world, sendId } = await aClaimedWorld();
    expect(await world.feedback(aFeedback(event, sendId, more))).toEqual({ batchItemFailures: [] });
    expect(world.row(sendId)).toMatchObject({ state, sesMessageId: 'ses-1' });
    expect(world.row(sendId).wakeAt).toBeUndefined();
  });

  it('moves a parked mail on to sent', async () => {
    const world = aSendingWorld();
    const sendId = await world.putRow({ ...claim, state: 'parked', reason: 'uncertain', wakeAt: undefined });
    await world.feedback(aFeedback('Send', sendId));
    expect(world.row(sendId).state).toBe('sent');
    expect(world.row(sendId).reason).toBeUndefined();
  });

  it('of one mail in one batch, in any order, leaves the furthest', async () => {
    const { world, sendId } = await aClaimedWorld();
    await world.feedback(
      aFeedback('Delivery', sendId),
      aFeedback('Complaint', sendId, complaint),
      aFeedback('Send', sendId),
      aFeedback('Delivery', sendId),
    );
    expect(world.row(sendId).state).toBe('complained');
    expect(world.metrics.total('MailsComplained')).toBe(1);
  });

  it.each([
    ['a permanent bounce', 'Bounce', bounce('Permanent'), 'bounced'],
    ['a complaint, of the send’s own address, whomever it lists', 'Complaint', complaint, 'complained'],
  ])('suppresses the address after %s, once', async (_case, event, more, reason) => {
    const { world, sendId } = await aClaimedWorld();
    await world.feedback(aFeedback(event, sendId, more), aFeedback(event, sendId, more));
    expect(world.consents.consents.get(hash)).toMatchObject({ suppression: { reason, at: NOON }, version: 2 });
    expect(world.consents.consents.size).toBe(1);
  });

  it('suppresses an address that never consented, and one whose send is forgotten', async () => {
    const world = aSendingWorld();
    await world.feedback(aFeedback('Bounce', 'forgotten', bounce('Permanent')));
    expect(world.consents.consents.get(hash)).toMatchObject({ suppression: { reason: 'bounced' }, version: 1 });
  });

  it.each(['Transient', 'Undetermined'])('suppresses nobody for a bounce that is %s', async (type) => {
    const { world, sendId } = await aClaimedWorld();
    await world.feedback(aFeedback('Bounce', sendId, bounce(type)));
    expect(world.consents.consents.get(hash)?.suppression).toBeUndefined();
  });

  it.each(['Open', 'Click', 'DeliveryDelay', 'Subscription', 'Rendering Failure', 'Something New'])(
    'counts %s and changes nothing',
    async (event) => {
      const { world, sendId } = await aClaimedWorld();
      expect(await world.feedback(aFeedback(event, sendId))).toEqual({ batchItemFailures: [] });
      expect(world.row(sendId)).toEqual(claim);
      expect(world.metrics.total('FeedbackReceived')).toBe(1);
    },
  );

  it.each([
    ['no JSON', '{'],
    ['no envelope', JSON.stringify({ eventType: 'Send' })],
    ['an envelope around no JSON', JSON.stringify({ Type: 'Notification', Message: 'hello' })],
    ['an event without its mail', JSON.stringify({ Type: 'Notification', Message: '{"eventType":"Send"}' })],
    ['a time that is none', aFeedback('Bounce', 'x', { bounce: { bounceType: 'Permanent', timestamp: 'soon' } })],
  ])('that cannot be read (%s) goes to the dead letters alone', async (_case, body) => {
    const { world, sendId } = await aClaimedWorld();
    const { batchItemFailures } = await world.feedback(body, aFeedback('Send', sendId));
    expect(batchItemFailures).toHaveLength(1);
    expect(world.row(sendId).state).toBe('sent');
    expect(world.metrics.total('FeedbackFailed')).toBe(1);
  });

  it.each([
    ['mail that is not ours', aFeedback('Send', undefined)],
    ['SNS’s notice', JSON.stringify({ Type: 'SubscriptionConfirmation', Message: 'You have chosen …' })],
    [
      'SES’s trial',
      JSON.stringify({
        Type: 'Notification',
        Message: 'Successfully validated SNS topic for Amazon SES event publishing.',
      }),
    ],
  ])('of %s is passed over', async (_case, body) => {
    const { world } = await aClaimedWorld();
    expect(await world.feedback(body)).toEqual({ batchItemFailures: [] });
    expect(world.metrics.total('FeedbackIgnored')).toBe(1);
  });

  it('comes again where the ledger cannot be written', async () => {
    const { world, sendId } = await aClaimedWorld();
    world.hooks.beforeWrite = () => {
      throw new Error('down');
    };
    expect((await world.feedback(aFeedback('Send', sendId))).batchItemFailures).toHaveLength(1);
  });

  it('has spared a complainer’s address before the row is moved on: a crash between them repeats both', async () => {
    const { world, sendId } = await aClaimedWorld();
    world.hooks.beforeWrite = () => {
      throw new Error('down');
    };
    expect((await world.feedback(aFeedback('Complaint', sendId, complaint))).batchItemFailures).toHaveLength(1);
    expect(world.consents.consents.get(hash)?.suppression?.reason).toBe('complained');
  });
});
