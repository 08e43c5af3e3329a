import { describe, expect, it } from 'vitest';
import { memoryBroadcasts } from '../../../lambdas/adapters/memory/memory-broadcasts.ts';
import { memoryProfilePages } from '../../../lambdas/adapters/memory/memory-profile-pages.ts';
import { addressHash } from '../../../lambdas/core/identity/identity.ts';
import { resultsOf } from '../../../lambdas/core/result/campaign-results.ts';
import type { Broadcast } from '../../../lambdas/core/send/broadcast.ts';
import { holdOfRun } from '../../../lambdas/core/send/hold.ts';
import { runBroadcasts } from '../../../lambdas/run-broadcast/run-broadcast.ts';
import { aWorldOf, saleBook as book, sale } from '../../builders/broadcast.ts';
import { DAY_MS, HOUR_MS } from '../../builders/campaign.ts';
import { aHold } from '../../builders/hold.ts';
import { anIdentity, aProfile, NOON } from '../../builders/profile.ts';
import { aConsent } from '../../builders/send.ts';

const MINUTE_MS = 60_000;
const aBroadcast = (given: Partial<Broadcast> = {}): Broadcast => ({
  ...{ campaign: 'sale', runId: 'run-1', revision: 1, time: { at: NOON }, state: 'running', by: 'ada' },
  ...{ startedAt: NOON, read: 0, members: 0, reachable: 0 },
  ...given,
});

/** Thirty people, of whom all have agreed; pages of ten. */
const aBroadcastWorld = async (given: Partial<Broadcast> = {}) => {
  const world = await aWorldOf(30);
  const broadcasts = memoryBroadcasts();
  await broadcasts.save(aBroadcast(given));
  const ports = {
    ...{ book, broadcasts, clock: world.clock, metrics: world.metrics },
    pages: memoryProfilePages(world.profiles.states, 10),
    consents: world.consents,
    ledger: world.rows,
  };
  const latest = (): Broadcast => broadcasts.runs.get('sale') ?? aBroadcast();
  return { world, broadcasts, ports, run: runBroadcasts(ports), latest };
};

describe('a broadcast', () => {
  it('reaches everybody in its segment once, at the rate that SES takes', async () => {
    const { world, run, latest } = await aBroadcastWorld();
    world.quota.value = { perSecond: 2, sentLastDay: 0 };
    await run();
    expect(latest()).toMatchObject({ state: 'done', read: 30, members: 30, reachable: 30 });
    expect(world.mails).toEqual([]);
    await world.runUntil(NOON + 90 * MINUTE_MS);
    expect(world.mails).toHaveLength(30);
    expect(new Set(world.mails.map(({ to }) => to)).size).toBe(30);
  });

  it('is only counted at first: nothing is put in the ledger', async () => {
    const { world, run, latest } = await aBroadcastWorld({ state: 'counting' });
    await run();
    expect(latest()).toMatchObject({ state: 'counted', read: 30, members: 30, reachable: 30 });
    await run();
    expect(world.rows.rows.size).toBe(0);
  });

  it('leaves out who does not belong to the segment or has no address, and says who never agreed', async () => {
    const { world, run, latest } = await aBroadcastWorld();
    await world.putProfile(aProfile({ id: anIdentity('nobody'), email: null }));
    await world.putProfile(aProfile({ id: anIdentity('odd'), email: 'no address' }));
    await world.putProfile(aProfile({ id: anIdentity('silent'), email: 'silent@example.com' }));
    await run();
    expect(latest()).toMatchObject({ read: 33, members: 32, reachable: 31 });
    const silent = [...world.rows.rows.values()].find(({ address }) => address === 'silent@example.com');
    expect(silent).toMatchObject({ state: 'skipped', reason: 'no_consent' });
    expect(world.rows.rows.size).toBe(31);
  });

  it('mails an address once, though two profiles share it', async () => {
    const { world, run } = await aBroadcastWorld();
    await world.putProfile(aProfile({ id: anIdentity('twin'), email: 'Person-7@example.com ' }));
    await run();
    await world.runUntil(NOON + 10 * MINUTE_MS);
    expect(world.mails.filter(({ to }) => to === 'person-7@example.com')).toHaveLength(1);
    expect(world.mails).toHaveLength(30);
  });

  it('killed at any of its awaits goes on with the next run, and mails nobody twice', async () => {
    for (let fatal = 1; fatal <= 14; fatal += 1) {
      for (const when of ['before', 'after'] as const) {
        const { world, ports, latest } = await aBroadcastWorld();
        let calls = 0;
        const dying = <Port extends object>(port: Port): Port =>
          Object.fromEntries(
            Object.entries(port).map(([name, method]) => [
              name,
              typeof method !== 'function'
                ? method
                : async (...args: unknown[]) => {
                    calls += 1;
                    const isFatal = calls === fatal;
                    if (isFatal && when === 'before') throw new Error('killed');
                    const result = await method(...args);
                    if (isFatal) throw new Error('killed');
                    return result;
                  },
            ]),
          ) as Port;
        const { broadcasts, pages, consents, ledger } = ports;
        const mortal = {
          ...ports,
          ...{ broadcasts: dying(broadcasts), pages: dying(pages) },
          ...{ consents: dying({ load: consents.load }), ledger: dying({ plan: ledger.plan }) },
        };
        await runBroadcasts(mortal)().catch(() => undefined);
        await runBroadcasts(ports)();
        expect(latest()).toMatchObject({ state: 'done', read: 30, reachable: 30 });
        await world.runUntil(NOON + 5 * MINUTE_MS);
        expect(new Set(world.mails.map(({ to }) => to)).size).toBe(30);
        expect(world.mails).toHaveLength(30);
      }
    }
  });

  it('run twice at the same time is done once', async () => {
    const { world, run, latest } = await aBroadcastWorld();
    await Promise.all([run(), run(), run()]);
    await run();
    expect(latest()).toMatchObject({ state: 'done', read: 30 });
    expect(world.rows.rows.size).toBe(30);
  });

  it('that is stopped plans nobody further, and what waits is never sent', async () => {
    const { world, broadcasts, ports, latest } = await aBroadcastWorld();
    const pages = {
      page: async (position: string | undefined) => {
        if (position === '10') {
          await broadcasts.save({ ...latest(), revision: latest().revision + 1, state: 'stopped' });
          await world.holds.put(aHold({ name: holdOfRun('run-1') }));
        }
        return ports.pages.page(position);
      },
    };
    await runBroadcasts({ ...ports, pages })();
    expect(latest().state).toBe('stopped');
    expect(world.rows.rows.size).toBe(20);
    await world.runUntil(NOON + DAY_MS + HOUR_MS);
    expect(world.mails).toEqual([]);
    expect([...world.rows.rows.values()].map(({ state }) => state)).toEqual(Array(20).fill('expired'));
  });

  it('is due when each recipient’s clock shows its time', async () => {
    const { world, run } = await aBroadcastWorld({ time: { local: '2026-01-14 09:00' } });
    const email = 'auckland@example.com';
    await world.putProfile(aProfile({ id: anIdentity('far'), email, traits: { timezone: 'Pacific/Auckland' } }));
    world.putConsent(aConsent({ of: email }));
    await run();
    const dueAt = (address: string) => [...world.rows.rows.values()].find((row) => row.address === address)?.dueAt;
    expect(dueAt('person-1@example.com')).toBe(Date.parse('2026-01-14T09:00:00Z'));
    expect(dueAt(email)).toBe(Date.parse('2026-01-13T20:00:00Z'));
    await world.runUntil(Date.parse('2026-01-13T20:05:00Z'));
    expect(world.mails.map(({ to }) => to)).toEqual([email]);
  });

  it('keeps to a hold-out, and to an address that left meanwhile', async () => {
    const heldOut = { ...book, campaigns: [{ ...sale, holdout: 0.5 }] };
    const { world, ports } = await aBroadcastWorld();
    await runBroadcasts({ ...ports, book: heldOut })();
    const rows = [...world.rows.rows.values()];
    const treated = rows.filter(({ arm }) => arm === 'treated');
    expect(treated.length).toBeGreaterThan(3);
    expect(rows.filter(({ arm }) => arm === 'holdout').length).toBe(30 - treated.length);
    const leaver = treated[0]?.address ?? '';
    world.consents.consents.delete(addressHash(leaver));
    await world.runUntil(NOON + 5 * MINUTE_MS);
    expect(world.mails).toHaveLength(treated.length - 1);
    const ends = [...world.rows.rows.values()];
    expect(ends.filter(({ reason }) => reason === 'holdout').length).toBe(30 - treated.length);
  });

  it('compares like with like: who never agreed is in neither arm, and it is said what they said', async () => {
    const heldOut = { ...book, campaigns: [{ ...sale, holdout: 0.5 }] };
    const { world, ports } = await aBroadcastWorld();
    for (let index = 0; index < 30; index += 2)
      world.consents.consents.delete(addressHash(`person-${index}@example.com`));
    const topics = { promotions: { subscribed: false, at: NOON - HOUR_MS, by: 'web:left' } };
    world.putConsent(aConsent({ of: 'person-1@example.com', topics }));
    await runBroadcasts({ ...ports, book: heldOut })();
    await world.runUntil(NOON + 5 * MINUTE_MS);
    const [result] = resultsOf(heldOut, world.rows.rows.values());
    expect(result?.arms.reduce((sum, { entries }) => sum + entries, 0)).toBe(14);
    const groundsOf = (of: string) => [...world.rows.rows.values()].find(({ address }) => address === of)?.grounds;
    expect(groundsOf('person-2@example.com')).toEqual({ topic: 'promotions', said: 'nothing' });
    expect(groundsOf('person-1@example.com')).toMatchObject({ topic: 'promotions', said: 'no', by: 'web:left' });
  });

  it('whose campaign is gone says so, and holds up no other', async () => {
    const { ports, broadcasts, latest } = await aBroadcastWorld();
    const runs = new Map([['gone', aBroadcast({ campaign: 'gone' })], ...broadcasts.runs]);
    const both = memoryBroadcasts(runs);
    await expect(runBroadcasts({ ...ports, broadcasts: both })()).rejects.toThrow('1 broadcasts could not go on');
    expect(runs.get('sale')).toMatchObject({ state: 'done', runId: latest().runId });
  });
});
