import { describe, expect, it } from 'vitest';
import { EVERY_WAKE_SHARD, wakeShardOf } from '../../../lambdas/core/send/wake-shard.ts';
import { sweepSends } from '../../../lambdas/sweep-sends/sweep-sends.ts';
import { aBook, aCampaign, DAY_MS, HOUR_MS } from '../../builders/campaign.ts';
import { aHold } from '../../builders/hold.ts';
import { NOON } from '../../builders/profile.ts';
import { aSend } from '../../builders/send.ts';
import { aSendingWorld } from '../../builders/sending-world.ts';

const MINUTE_MS = 60_000;
const DUE = NOON + HOUR_MS;
const aClaim = { state: 'claimed', claimId: 'c-1', attempts: 1, wakeAt: DUE } as const;

describe('the sweep', () => {
  it('queues what is due, and nothing before', async () => {
    const world = aSendingWorld();
    const sendId = await world.putRow(aSend());
    await world.putRow(aSend({ entryKey: 'cart:2', dueAt: DUE + 1 }));
    world.at(DUE);
    await world.sweep({});
    expect(world.queued).toEqual([{ queue: 'marketing', body: JSON.stringify({ sendId }) }]);
    expect(world.row(sendId)).toMatchObject({ queued: 1, wakeAt: DUE + 2 * MINUTE_MS, revision: 2 });
  });

  it('queues again what nobody acted on, later each time', async () => {
    const world = aSendingWorld();
    await world.putRow(aSend());
    const times: number[] = [];
    for (let now = DUE; now <= DUE + 60 * MINUTE_MS; now += MINUTE_MS) {
      world.at(now);
      await world.sweep({});
      if (world.queued.splice(0).length > 0) times.push((now - DUE) / MINUTE_MS);
    }
    expect(times).toEqual([0, 2, 6, 14, 29, 44, 59]);
  });

  it('expires what was queued and went unheard, but asks the sender once about what never was', async () => {
    const world = aSendingWorld();
    const heard = await world.putRow(aSend({ queued: 2 }));
    const unheard = await world.putRow(aSend({ entryKey: 'cart:2' }));
    world.at(DUE + 3 * DAY_MS);
    await world.sweep({});
    expect(world.row(heard)).toMatchObject({ state: 'expired', reason: 'too_late' });
    expect(world.row(unheard)).toMatchObject({ state: 'planned', queued: 1 });
    expect(world.metrics.total('SendsSkipped')).toBe(1);
  });

  it('parks marketing mail of which nothing was heard, and sends a receipt once more', async () => {
    const world = aSendingWorld();
    const marketing = await world.putRow(aSend(aClaim));
    const receipt = await world.putRow(aSend({ ...aClaim, entryKey: 'order:1', transactional: true }));
    world.at(DUE);
    await world.sweep({});
    expect(world.row(marketing)).toMatchObject({ state: 'parked', reason: 'uncertain' });
    expect(world.row(receipt)).toMatchObject({ state: 'planned', uncertain: true });
    expect(world.queued).toEqual([{ queue: 'transactional', body: JSON.stringify({ sendId: receipt }) }]);
    expect(world.metrics.total('MailsParked')).toBe(1);
  });

  it('queues no more marketing mail than SES takes until the next sweep, and leaves the rest as it is', async () => {
    const world = aSendingWorld();
    world.quota.value = { perSecond: 10, sentLastDay: 0 };
    for (let index = 0; index < 1_000; index += 1) await world.putRow(aSend({ entryKey: `cart:${index}` }));
    world.at(DUE);
    await world.sweep({});
    expect(world.queued).toHaveLength(8 * 90);
    world.at(DUE + MINUTE_MS);
    await world.sweep({});
    expect(world.queued).toHaveLength(8 * 90); // nobody has taken any out
    world.queued.splice(0, 700);
    await world.sweep({});
    expect(world.queued).toHaveLength(20 + 280);
    expect([...world.rows.rows.values()].filter(({ revision }) => revision > 2)).toEqual([]);
  });

  it('queues receipts and takes up claims, however much marketing mail waits', async () => {
    const world = aSendingWorld();
    world.quota.value = { perSecond: 1, sentLastDay: 0 };
    for (let index = 0; index < 500; index += 1) await world.putRow(aSend({ entryKey: `cart:${index}`, wakeAt: NOON }));
    const receipt = await world.putRow(aSend({ entryKey: 'order:1', transactional: true }));
    const claim = await world.putRow(aSend({ ...aClaim, entryKey: 'cart:claimed' }));
    world.at(DUE);
    await world.sweep({});
    expect(world.queued[0]).toEqual({ queue: 'transactional', body: JSON.stringify({ sendId: receipt }) });
    expect(world.row(claim).state).toBe('parked');
    expect(world.queued).toHaveLength(1 + 90);
  });

  it('queues what people did before a broadcast', async () => {
    const world = aSendingWorld();
    world.quota.value = { perSecond: 1, sentLastDay: 0 };
    for (let index = 0; index < 200; index += 1)
      await world.putRow(aSend({ entryKey: `broadcast:sale:${index}`, wakeAt: NOON }));
    const cart = await world.putRow(aSend());
    world.at(DUE);
    await world.sweep({});
    expect(world.queued).toHaveLength(90);
    expect(world.queued[0]?.body).toBe(JSON.stringify({ sendId: cart }));
  });

  it('expires marketing mail that is too late, beyond what may be queued', async () => {
    const world = aSendingWorld();
    world.quota.value = { perSecond: 1, perDay: 100, sentLastDay: 100 };
    const late = await world.putRow(aSend({ queued: 2 }));
    const other = await world.putRow(aSend({ entryKey: 'cart:2', dueAt: DUE + 3 * DAY_MS }));
    world.at(DUE + 3 * DAY_MS);
    await world.sweep({});
    expect(world.row(late).state).toBe('expired');
    expect(world.row(other).revision).toBe(1);
    expect(world.queued).toEqual([]);
  });

  it('puts off what is held, without a message and without what SES takes of others', async () => {
    const big = aCampaign({ name: 'big' });
    for (const book of [aBook([big, aCampaign()]), aBook([{ ...big, status: 'paused' }, aCampaign()])]) {
      const world = aSendingWorld({ book });
      world.quota.value = { perSecond: 1, sentLastDay: 0 };
      const isPausedByHand = book.campaigns[0]?.status === 'live';
      if (isPausedByHand) await world.holds.put(aHold({ name: 'campaign:big' }));
      const held = await Promise.all(
        Array.from({ length: 500 }, (_, index) =>
          world.putRow(aSend({ campaign: 'big', entryKey: `cart:${index}`, wakeAt: NOON })),
        ),
      );
      const cart = await world.putRow(aSend());
      world.at(DUE);
      await world.sweep({});
      expect(world.queued).toEqual([{ queue: 'marketing', body: JSON.stringify({ sendId: cart }) }]);
      for (const sendId of held)
        expect(world.row(sendId)).toMatchObject({ state: 'planned', queued: 0, wakeAt: DUE + 15 * MINUTE_MS });
      expect(world.metrics.total('MailsHeldUp')).toBe(500);
    }
  });

  it('looks at what is held a quarter of an hour later, and when it expires', async () => {
    const world = aSendingWorld();
    await world.holds.put(aHold({ name: 'ses', until: DUE + MINUTE_MS }));
    const receipt = await world.putRow(aSend({ entryKey: 'order:1', transactional: true }));
    const late = await world.putRow(aSend({ expiresAt: DUE + MINUTE_MS }));
    world.at(DUE);
    await world.sweep({});
    expect(world.queued).toEqual([]);
    expect([world.row(receipt).wakeAt, world.row(late).wakeAt]).toEqual([DUE + 15 * MINUTE_MS, DUE + MINUTE_MS]);
    world.at(DUE + MINUTE_MS);
    await world.sweep({});
    expect(world.queued.map(({ queue }) => queue)).toEqual(['marketing']);
    world.at(DUE + 15 * MINUTE_MS);
    await world.sweep({});
    expect(world.queued.map(({ queue }) => queue)).toContain('transactional');
  });

  it('queues receipts and takes up claims where nobody can say what SES takes; marketing mail waits', async () => {
    const world = aSendingWorld();
    const waiting = () => Promise.reject(new Error('away'));
    const { clock, metrics, rows } = world;
    const queues = { ...world.queues, waiting };
    const claim = await world.putRow(aSend({ ...aClaim, entryKey: 'cart:claimed' }));
    const receipt = await world.putRow(aSend({ entryKey: 'order:1', transactional: true }));
    const cart = await world.putRow(aSend());
    world.at(DUE);
    const sweep = sweepSends({ ...world.control, book: aBook(), ledger: rows, queues, clock, metrics });
    await expect(sweep({})).rejects.toThrow('1 sends could not be swept');
    expect(world.row(claim).state).toBe('parked');
    expect(world.queued).toEqual([{ queue: 'transactional', body: JSON.stringify({ sendId: receipt }) }]);
    expect(world.row(cart).revision).toBe(1);
    expect(metrics.total('RecordsFailed')).toBe(1);
  });

  it('watches how mail is received: holds marketing mail where too much bounces, and says so each minute', async () => {
    const world = aSendingWorld();
    await world.control.health.add(NOON, { mails: 100, bounced: 10, complained: 0 });
    await world.sweep({});
    expect(world.holds.holds.get('circuit')).toMatchObject({ by: 'circuit-breaker' });
    expect(world.metrics.total('CircuitOpened')).toBe(1);
    world.at(NOON + MINUTE_MS);
    await world.sweep({});
    expect(world.metrics.total('SendingHeld')).toBe(2);
    world.at(NOON + 26 * HOUR_MS);
    await world.sweep({});
    expect(world.holds.holds.get('circuit')?.lifted).toMatchObject({ by: 'circuit-breaker' });
    expect(world.metrics.total('SendingHeld')).toBe(2);
  });

  it('leaves a claim alone within its grace', async () => {
    const world = aSendingWorld();
    const sendId = await world.putRow(aSend({ ...aClaim, wakeAt: DUE + 1 }));
    world.at(DUE);
    await world.sweep({});
    expect(world.row(sendId).state).toBe('claimed');
  });

  it('does not touch a claim that was settled since the index was read', async () => {
    const world = aSendingWorld();
    const sendId = await world.putRow(aSend(aClaim));
    world.at(DUE);
    world.hooks.beforeWrite = async (row) => {
      world.hooks.beforeWrite = undefined;
      if (row.state === 'parked')
        await world.rows.write({ ...aSend(aClaim), state: 'sent', revision: 2, wakeAt: undefined });
    };
    await world.sweep({});
    expect(world.row(sendId).state).toBe('sent');
  });

  it('says in the end which rows could not be written, and keeps no other waiting', async () => {
    const world = aSendingWorld();
    const stuck = await world.putRow(aSend());
    const fine = await world.putRow(aSend({ entryKey: 'cart:2' }));
    world.at(DUE);
    world.hooks.beforeWrite = ({ sendId }) => {
      if (sendId === stuck) throw new Error('too large');
    };
    await expect(world.sweep({})).rejects.toThrow('1 sends could not be swept');
    expect(world.queued).toEqual([{ queue: 'marketing', body: JSON.stringify({ sendId: fine }) }]);
    expect(world.metrics.total('RecordsFailed')).toBe(1);
  });

  it('goes on where the queue does not take its messages, and says so in the end', async () => {
    const world = aSendingWorld();
    for (let index = 0; index < 30; index += 1) await world.putRow(aSend({ entryKey: `cart:${index}` }));
    const claim = await world.putRow(aSend({ ...aClaim, entryKey: 'cart:claimed', wakeAt: DUE }));
    world.at(DUE);
    let calls = 0;
    world.hooks.onCall = (call, when) => {
      if (call !== 'enqueue' || when !== 'before') return;
      calls += 1;
      throw new Error('the queue is away');
    };
    await expect(world.sweep({})).rejects.toThrow('could not be swept');
    expect(calls).toBeGreaterThan(1);
    expect(world.row(claim).state).toBe('parked');
    expect(world.metrics.total('RecordsFailed')).toBe(calls);
    world.hooks.onCall = undefined;
    await world.runUntil(DUE + 3 * MINUTE_MS);
    expect([...world.rows.rows.values()].every(({ queued }) => queued === 2 || queued === 0)).toBe(true);
  });

  it('sweeps one shard where it is told to, and each row in its own', async () => {
    const world = aSendingWorld();
    await world.putRow(aSend());
    world.at(DUE);
    for (const shard of EVERY_WAKE_SHARD) {
      await world.sweep({ shard });
      expect(world.queued.splice(0)).toHaveLength(shard === wakeShardOf(aSend()) ? 1 : 0);
    }
  });

  it('goes through more than a page, and ends though the index lists what was written', async () => {
    const world = aSendingWorld();
    const ids = new Set<string>();
    for (let index = 0; index < 1_000; index += 1) ids.add(await world.putRow(aSend({ entryKey: `cart:${index}` })));
    world.at(DUE);
    const { queues, clock, metrics, rows } = world;
    const stale = [...rows.rows.values()];
    const due = async (shard: number, _until: number, limit: number) =>
      stale.filter((row) => wakeShardOf(row) === shard).slice(0, limit);
    await sweepSends({ ...world.control, book: aBook(), ledger: { due, write: rows.write }, queues, clock, metrics })(
      {},
    );
    expect(world.queued).toHaveLength(400);
    await world.sweep({});
    expect(new Set(world.queued.map(({ body }) => body)).size).toBe(ids.size);
  });
});
