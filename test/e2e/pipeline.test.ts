import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localOutputsFile } from '../../tools/deploy-local/deploy-local.ts';
import { readLocalOutputs } from '../../tools/deploy-local/local-outputs.ts';
import { eventually, localCloud } from './local-cloud.ts';
import { message, now, order, person, record } from './messages.ts';

describe('the deployed pipeline', () => {
  let cloud: ReturnType<typeof localCloud>;

  beforeAll(async () => {
    cloud = localCloud(await readLocalOutputs(localOutputsFile));
  });
  afterAll(() => cloud.close());

  /** The welcome's first mail, decided on; the second one waits for days. */
  const helloOf = async (userId: string) => {
    const find = async () => (await cloud.sendsOf(userId)).find(({ step }) => step === 'hello');
    return eventually(find, (send) => send !== undefined && send.state !== 'planned');
  };

  it('turns records that an SDK put into a profile, an archive row and one confirmation mail', async () => {
    const { userId, address } = person('ann');
    const orderId = `order-${userId}`;
    const records = [
      message(userId, { type: 'identify', traits: { email: address, firstName: 'Ann' } }),
      order(userId, orderId),
    ].map((body) => record(userId, body));

    expect(await cloud.putRecords(records)).toBe(0);
    expect(await cloud.putRecords(records)).toBe(0); // a producer that did not hear the answer

    const mails = await eventually(
      () => cloud.mailsTo(address),
      (found) => found.length > 0,
    );
    expect(mails.map(({ Subject }) => Subject)).toEqual([expect.stringContaining(orderId)]);
    expect(mails[0]?.BodyText).toContain('Smoky tea');

    const profile = await cloud.profile(userId);
    expect(profile?.traits.email?.value).toBe(address);
    expect(profile?.counters['Order Completed']?.count).toBe(1);

    const archived = await eventually(
      cloud.archivedRows,
      (rows) => rows.filter((row) => row.includes(userId)).length >= 4,
    );
    expect(archived.filter((row) => row.includes(userId))).toHaveLength(4); // as they came, before anybody judged them
    expect(await cloud.mailsTo(address)).toHaveLength(1);
  });

  it('takes events over HTTP, and welcomes whoever subscribes', async () => {
    const { userId, address } = person('bob');
    const batch = [
      message(userId, { type: 'identify', traits: { email: address } }),
      message(userId, {
        type: 'track',
        event: 'Subscribed',
        properties: { topic: 'promotions', email: address },
      }),
    ];

    const answer = await cloud.post('/v1/batch', { batch, sentAt: now() }, 'kairos-dev');

    expect(answer).toEqual({ status: 200, body: expect.stringContaining('"success":true') });
    const hello = await helloOf(userId);
    expect(hello).toMatchObject({ campaign: 'welcome' });
    // One in a few is held out, by the hash of who they are: then no mail is what is right.
    const expected = hello?.arm === 'treated' ? 1 : 0;
    expect(
      await eventually(
        () => cloud.mailsTo(address),
        (found) => found.length >= expected,
      ),
    ).toHaveLength(expected);
  });

  it('lets somebody leave by the link in their mail, at once and for good', async () => {
    const { userId, address } = person('gil');
    const subscribe = () =>
      record(
        userId,
        message(userId, { type: 'track', event: 'Subscribed', properties: { topic: 'promotions', email: address } }),
      );
    await cloud.putRecords([subscribe()]);
    if ((await helloOf(userId))?.arm !== 'treated') return; // one in a few gets no mail, and so no link
    const [mail] = await eventually(
      () => cloud.mailsTo(address),
      (found) => found.length > 0,
    );
    const [, path = ''] = /https?:\/\/[^/\s]+(\/u\/[\w.-]+)/.exec(mail?.BodyText ?? '') ?? [];
    expect(path).toMatch(/^\/u\/k1\./);

    const page = await cloud.preferences(path);
    expect(page).toEqual({ status: 200, body: expect.stringContaining('value="promotions" checked') });
    expect((await cloud.preferences(path, 'List-Unsubscribe=One-Click')).status).toBe(200);
    expect((await cloud.preferences(path)).body).not.toContain(' checked');
    expect((await cloud.preferences(`${path}0`, 'List-Unsubscribe=One-Click')).status).toBe(404);

    const told = await eventually(
      () => cloud.profile(userId),
      (profile) => profile?.counters.Unsubscribed !== undefined,
    );
    expect(told?.counters.Unsubscribed?.count).toBe(1);
  });

  it('writes to the ledger what SES says of a mail', async () => {
    const { userId, address } = person('fay');
    await cloud.putRecords(
      [message(userId, { type: 'identify', traits: { email: address } }), order(userId, `order-${userId}`)].map(
        (body) => record(userId, body),
      ),
    );
    const [sent] = await eventually(
      () => cloud.sendsOf(userId),
      ([send]) => send?.state === 'sent',
    );
    expect(sent?.state).toBe('sent');

    const mail = {
      timestamp: now(),
      messageId: sent?.sesMessageId,
      destination: [address],
      tags: { sendId: [sent?.sendId], campaign: [sent?.campaign] },
    };
    const bounce = {
      bounceType: 'Permanent',
      bounceSubType: 'General',
      bouncedRecipients: [{ emailAddress: address }],
      timestamp: now(),
      feedbackId: randomUUID(),
    };
    expect(await cloud.publishFeedback({ eventType: 'Bounce', mail, bounce })).toBe(200);

    const [bounced] = await eventually(
      () => cloud.sendsOf(userId),
      ([send]) => send?.state === 'bounced',
    );
    expect(bounced?.state).toBe('bounced');
  });

  it('refuses a write key that nobody was given', async () => {
    const { userId } = person('eve');

    const answer = await cloud.post('/v1/track', message(userId, { event: 'Product Viewed' }), 'guessed');

    expect(answer.status).toBe(401);
  });

  it('mails nobody outside the stage’s allow-list, and says why', async () => {
    const { userId } = person('cleo');
    const address = `${userId}@example.org`;

    await cloud.putRecords(
      [message(userId, { type: 'identify', traits: { email: address } }), order(userId, `order-${userId}`)].map(
        (body) => record(userId, body),
      ),
    );

    const sends = await eventually(
      () => cloud.sendsOf(userId),
      ([send]) => send?.state === 'skipped',
    );
    expect(sends.map(({ state, reason }) => ({ state, reason }))).toEqual([
      { state: 'skipped', reason: 'not_allowed_here' },
    ]);
    expect(await cloud.mailsTo(address)).toEqual([]);
  });

  it('keeps what nobody can read among the failed events, and goes on', async () => {
    const { userId, address } = person('dan');
    const garbage = `not json ${userId}`;

    await cloud.putRecords([
      { partitionKey: userId, data: new TextEncoder().encode(garbage) },
      record(userId, message(userId, { type: 'identify', traits: { email: address } })),
    ]);

    const profile = await eventually(
      () => cloud.profile(userId),
      (found) => found !== undefined,
    );
    expect(profile?.traits.email?.value).toBe(address);
    const raw = Buffer.from(garbage).toString('base64');
    const failed = await cloud.failedEvents();
    expect(failed.filter((event) => event.includes(raw))).toEqual([expect.stringContaining('"not_json"')]);
  });
});
