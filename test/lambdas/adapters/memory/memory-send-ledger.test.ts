import { describe, expect, it } from 'vitest';
import { memoryConsentStore } from '../../../../lambdas/adapters/memory/memory-consent-store.ts';
import { memoryProfileStore } from '../../../../lambdas/adapters/memory/memory-profile-store.ts';
import { memorySendLedger } from '../../../../lambdas/adapters/memory/memory-send-ledger.ts';
import { memorySendQueues } from '../../../../lambdas/adapters/memory/memory-send-queues.ts';
import type { Send } from '../../../../lambdas/core/send/send.ts';
import { EVERY_WAKE_SHARD } from '../../../../lambdas/core/send/wake-shard.ts';
import { NOON } from '../../../builders/profile.ts';
import { aSend, aSendId } from '../../../builders/send.ts';

const stores = () => {
  const [profiles, consents] = [memoryProfileStore(), memoryConsentStore()];
  return { profiles, consents, ledger: memorySendLedger({ profiles, consents }) };
};

describe('the wake index in memory', () => {
  it('has each row once at its latest time, earliest first, whatever happened to it before', async () => {
    const { ledger } = stores();
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const allDue = async (until: number) => {
      const due: Send[] = [];
      for (const shard of EVERY_WAKE_SHARD) due.push(...(await ledger.due(shard, until, 1_000)));
      return due;
    };
    const timesOf = (rows: Iterable<Send>) => [...rows].flatMap(({ wakeAt }) => wakeAt ?? []).sort((a, b) => a - b);
    for (let index = 0; index < 300; index += 1)
      await ledger.plan([aSend({ entryKey: `cart:${index}`, wakeAt: NOON + random(50) })]);
    for (let turn = 0; turn < 3_000; turn += 1) {
      const rows = [...ledger.rows.values()];
      const row = rows[random(rows.length)];
      const wakeAt = random(3) === 0 ? undefined : NOON + random(50);
      if (row) await ledger.write({ ...row, wakeAt, revision: row.revision + 1 });
      if (turn % 100 > 0) continue;
      const until = NOON + random(60);
      const due = await allDue(until);
      expect(timesOf(due)).toEqual(timesOf(ledger.rows.values()).filter((at) => at <= until));
      expect(new Set(due).size).toBe(due.length);
      expect(ledger.nextWakeAt()).toBe(timesOf(ledger.rows.values())[0]);
      const some = await ledger.due(1, until, 5);
      expect(some).toEqual((await ledger.due(1, until, 1_000)).slice(0, 5));
      expect(some.map((each) => each.wakeAt)).toEqual(timesOf(some));
    }
  });
});

describe('the send queues in memory', () => {
  it('hand each message to its queue, as SQS would carry it', async () => {
    const delivered: string[][] = [];
    const queues = memorySendQueues((queue, body) => void delivered.push([queue, body]));
    const [a, b] = [aSendId('a'), aSendId('b')];
    await queues.enqueue([
      { sendId: a, transactional: true },
      { sendId: b, transactional: false },
    ]);
    expect(delivered).toEqual([
      ['transactional', JSON.stringify({ sendId: a })],
      ['marketing', JSON.stringify({ sendId: b })],
    ]);
  });
});
