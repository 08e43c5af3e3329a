import { describe, expect, it } from 'vitest';
import { addressHash } from '../../../lambdas/core/identity/identity.ts';
import { aProfile, NOON } from '../../builders/profile.ts';
import { aConsent, aSend } from '../../builders/send.ts';
import { aFeedback, aSendingWorld } from '../../builders/sending-world.ts';

const hash = addressHash('ada@example.com');
const claim = aSend({ state: 'claimed', claimId: 'c-1', attempts: 1, wakeAt: NOON + 1 });
const time = { timestamp: new Date(NOON).toISOString() };
const bounce = (bounceType: string, bounceSubType = 'General') => ({
  bounce: { bounceType, bounceSubType, bouncedRecipients: [], ...time },
});
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
    ['Rendering Failure', { failure: { templateName: 'x', errorMessage: 'y' } }, 'failed'],
    ['Open', { open: time }, 'sent'],
    ['Click', { click: time }, 'sent'],
    ['DeliveryDelay', { deliveryDelay: time }, 'sent'],
    ['Subscription', { subscription: time }, 'sent'],
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

  it.each([
    ['a permanent bounce', 'Bounce', bounce('Permanent'), { bounced: 1, complained: 0 }],
    ['an out-of-office reply, or a full mailbox', 'Bounce', bounce('Transient'), { bounced: 0, complained: 0 }],
    ['a bounce of an unknown kind', 'Bounce', bounce('Undetermined'), { bounced: 0, complained: 0 }],
    [
      'a bounce by the account’s own list, which never left SES',
      'Bounce',
      bounce('Permanent', 'OnAccountSuppressionList'),
      { bounced: 0, complained: 0 },
    ],
    ['a complaint', 'Complaint', complaint, { bounced: 0, complained: 1 }],
    [
      'a complaint by the account’s own list, which never left SES',
      'Complaint',
      { complaint: { ...complaint.complaint, complaintSubType: 'OnAccountSuppressionList' } },
      { bounced: 0, complained: 0 },
    ],
  ])('counts against the sender, for the circuit, what SES counts: %s', async (_case, event, more, counted) => {
    const { world, sendId } = await aClaimedWorld();
    await world.feedback(aFeedback(event, sendId, more));
    expect(await world.control.health.since(0)).toEqual({ mails: 1, ...counted });
  });

  it('that a mail is no spam, which comes as a complaint, spares nobody and counts as none', async () => {
    const { world, sendId } = await aClaimedWorld();
    await world.putProfile(aProfile());
    await world.feedback(
      aFeedback('Complaint', sendId, { complaint: { ...complaint.complaint, complaintFeedbackType: 'not-spam' } }),
    );
    expect(world.row(sendId)).toMatchObject({ state: 'delivered' });
    expect(world.consents.consents.get(hash)?.suppression).toBeUndefined();
    expect(world.metrics.total('MailsComplained')).toBe(0);
    expect(await world.control.health.since(0)).toEqual({ mails: 1, bounced: 0, complained: 0 });
    expect(world.told).toEqual([]);
  });

  it('of a kind that nobody knows yet is counted and changes nothing', async () => {
    const { world, sendId } = await aClaimedWorld();
    expect(await world.feedback(aFeedback('Something New', sendId))).toEqual({ batchItemFailures: [] });
    expect(world.row(sendId)).toEqual(claim);
    expect(world.metrics.total('FeedbackReceived')).toBe(1);
  });

  it.each([
    ['no JSON', 'no_envelope', '{'],
    ['no envelope', 'no_envelope', JSON.stringify({ eventType: 'Send' })],
    ['an envelope around no JSON', 'not_json', JSON.stringify({ Type: 'Notification', Message: 'hello' })],
    [
      'an event without its mail',
      'no_event',
      JSON.stringify({ Type: 'Notification', Message: '{"eventType":"Send"}' }),
    ],
    ['an event without its kind', 'no_event', aFeedback('', 'x')],
    [
      'a time that is none',
      'no_event',
      aFeedback('Bounce', 'x', { bounce: { bounceType: 'Permanent', timestamp: 'soon' } }),
    ],
  ])('that cannot be read (%s: %s) goes to the dead letters alone', async (_case, reason, body) => {
    const { world, sendId } = await aClaimedWorld();
    const { batchItemFailures } = await world.feedback(body, aFeedback('Send', sendId));
    expect(batchItemFailures).toHaveLength(1);
    expect(world.row(sendId).state).toBe('sent');
    expect(world.metrics.totalOf('FeedbackFailed', { Reason: reason })).toBe(1);
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

const MINUTE = 60_000;
const at = (after: number) => ({ timestamp: new Date(NOON + after).toISOString() });
const BROWSER =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';
const click = (link: string, after = MINUTE) => ({
  click: {
    ...at(after),
    userAgent: BROWSER,
    ipAddress: '192.0.2.1',
    link: `https://shop.example/p/${link}?token=secret`,
    linkTags: { link: [link] },
  },
});

const aDeliveredWorld = async () => {
  const { world, sendId } = await aClaimedWorld();
  await world.putProfile(aProfile());
  await world.feedback(aFeedback('Delivery', sendId, { delivery: at(0) }));
  world.told.splice(0);
  return { world, sendId };
};

describe('the stream', () => {
  it.each([
    ['Delivery', { delivery: at(5) }, 'Email Delivered', 5, {}],
    ['Open', { open: { ...at(MINUTE), userAgent: BROWSER } }, 'Email Opened', MINUTE, {}],
    ['Click', click('2'), 'Email Link Clicked', MINUTE, { link_id: '2', link_url: 'https://shop.example/p/2' }],
    ['Bounce', { bounce: { bounceType: 'Permanent', ...at(5) } }, 'Email Bounced', 5, { bounce_type: 'Permanent' }],
    ['Complaint', { complaint: at(MINUTE) }, 'Email Marked as Spam', MINUTE, {}],
  ])('is told of %s, under an identifier of whom it was for', async (kind, more, event, after, properties) => {
    const { world, sendId } = await aDeliveredWorld();
    await world.feedback(aFeedback(kind, sendId, more));
    expect(world.messages()).toEqual([
      {
        ...{ type: 'track', event, userId: 'ada', source: 'mail', messageId: expect.stringMatching(/^[\w-]{22}$/) },
        ...{ receivedAt: at(0).timestamp, timestamp: at(after).timestamp, originalTimestamp: at(after).timestamp },
        properties: { email_id: sendId, campaign_id: 'cart-abandoned', step: 'reminder', ...properties },
      },
    ]);
  });

  it.each(['Send', 'Reject', 'DeliveryDelay', 'Subscription', 'Rendering Failure'])(
    'is not told of %s, which is no news of the person',
    async (kind) => {
      const { world, sendId } = await aDeliveredWorld();
      await world.feedback(aFeedback(kind, sendId));
      expect(world.told).toEqual([]);
    },
  );

  it('is told the same event of the same feedback, and another of another', async () => {
    const { world, sendId } = await aDeliveredWorld();
    const bodies = [click('1'), click('1'), click('2', 2 * MINUTE)].map((more) => aFeedback('Click', sendId, more));
    await world.feedback(...bodies);
    const [one, again, other] = world.told.map(({ data }) => Buffer.from(data).toString());
    expect(again).toBe(one);
    expect(other).not.toBe(one);
    expect(world.row(sendId).notes).toHaveLength(2);
  });

  it('is told which clicks a scanner made: those on several links at once, all of them', async () => {
    const { world, sendId } = await aDeliveredWorld();
    await world.feedback(...['1', '2', '3'].map((link) => aFeedback('Click', sendId, click(link))));
    expect(world.messages()).toHaveLength(3);
    for (const message of world.messages()) expect(message).toMatchObject({ properties: { machine: true } });
    expect(world.metrics.total('MailsScanned')).toBeGreaterThan(0);
  });

  it('is told anew, as of another event, of a click that turns out to be a scanner’s', async () => {
    const { world, sendId } = await aDeliveredWorld();
    const first = aFeedback('Click', sendId, click('1'));
    await world.feedback(first);
    await world.feedback(first, aFeedback('Click', sendId, click('2')));
    const [asPersons, asMachines] = world.messages();
    // Else it would depend on which of the two arrives first whether the click counts.
    expect(asPersons).toMatchObject({ messageId: expect.not.stringContaining(':machine') });
    expect(asMachines).toMatchObject({
      messageId: expect.stringContaining(':machine'),
      properties: { machine: true },
    });
    expect(asPersons).not.toMatchObject({ properties: { machine: true } });
  });

  it.each([
    ['nobody who was erased', () => ({ kind: 'tombstone', version: 1, seen: [], chunks: [] }) as const],
    ['nobody who is not there', () => undefined],
  ])('is told of %s', async (_case, state) => {
    const { world, sendId } = await aClaimedWorld();
    const [to] = [state()];
    if (to !== undefined) await world.putState(claim.profileId, to);
    expect(await world.feedback(aFeedback('Delivery', sendId, { delivery: time }))).toEqual({ batchItemFailures: [] });
    expect(world.row(sendId).state).toBe('delivered');
    expect(world.told).toEqual([]);
  });

  it('gets it later where it takes nothing now: it is kept for redrive', async () => {
    const { world, sendId } = await aDeliveredWorld();
    world.hooks.onCall = (call) => {
      if (call === 'tell') throw new Error('down');
    };
    expect(await world.feedback(aFeedback('Complaint', sendId, complaint))).toEqual({ batchItemFailures: [] });
    expect(world.kept).toMatchObject([{ reason: 'attempts_exhausted', source: 'mail', partitionKey: 'ada' }]);
  });

  it('makes the message come again where nothing can be read or kept', async () => {
    const { world, sendId } = await aDeliveredWorld();
    world.hooks.onCall = (call, when) => {
      if (call === 'load' && when === 'before' && world.row(sendId).state === 'complained') throw new Error('down');
    };
    expect((await world.feedback(aFeedback('Complaint', sendId, complaint))).batchItemFailures).toHaveLength(1);
  });
});
