import { describe, expect, it } from 'vitest';
import { memoryBroadcasts } from '../../../lambdas/adapters/memory/memory-broadcasts.ts';
import { memorySendHolds } from '../../../lambdas/adapters/memory/memory-send-holds.ts';
import { BROADCAST } from '../../../lambdas/core/campaign/broadcast-trigger.ts';
import type { Broadcast, BroadcastTime } from '../../../lambdas/core/send/broadcast.ts';
import { holdOfRun } from '../../../lambdas/core/send/hold.ts';
import { type Answer, broadcastDesk } from '../../../tools/sending/broadcast-desk.ts';
import { aBook, aCampaign, aReceipt, HOUR_MS } from '../../builders/campaign.ts';
import { NOON } from '../../builders/profile.ts';
import { aFixedRandom } from '../../builders/virtual-time.ts';

const trigger = { event: BROADCAST, where: [{ property: 'segment', equals: 'spender' }] };
const aDesk = () => {
  const [broadcasts, holds] = [memoryBroadcasts(), memorySendHolds()];
  const book = aBook([
    aCampaign({ name: 'sale', trigger }),
    aCampaign({ name: 'later', trigger, status: 'draft' }),
    aReceipt(),
  ]);
  let now = NOON;
  const clock = { now: () => now, sleep: async () => {} };
  const at = (instant: number) => {
    now = instant;
  };
  const desk = broadcastDesk({ book, broadcasts, holds, clock, random: aFixedRandom() });
  /** What the function makes of it in its own time. */
  const becomes = async (state: Broadcast['state']) => {
    const found = broadcasts.runs.get('sale') ?? expect.fail('no broadcast');
    await broadcasts.save({ ...found, revision: found.revision + 1, state });
  };
  return { desk, broadcasts, holds, becomes, at };
};
const why = (answer: Answer): string => (answer.kind === 'refused' ? answer.why : 'done');

describe('the desk for broadcasts', () => {
  it('has one counted before it can be started, and starts it once', async () => {
    const { desk, broadcasts, becomes } = aDesk();
    expect(why(await desk.start('sale'))).toBe('sale has not been counted: count it first.');
    expect(await desk.count('sale', { at: NOON }, 'ada')).toMatchObject({
      broadcast: { state: 'counting', by: 'ada', revision: 1, read: 0 },
    });
    expect(why(await desk.start('sale'))).toBe('sale has not been counted: count it first.');
    await becomes('counted');
    expect(await desk.start('sale')).toMatchObject({ broadcast: { state: 'running', revision: 3 } });
    expect(why(await desk.start('sale'))).toBe('sale has not been counted: count it first.');
    expect(why(await desk.count('sale', { at: NOON }, 'ben'))).toBe(
      'sale is running: wait until it is done, or stop it first.',
    );
    expect([...broadcasts.runs.values()]).toHaveLength(1);
  });

  it('gives every count a run of its own, so that the next broadcast mails people again', async () => {
    const { desk, broadcasts, becomes } = aDesk();
    await desk.count('sale', { at: NOON }, 'ada');
    const first = broadcasts.runs.get('sale')?.runId;
    await becomes('done');
    await desk.count('sale', { at: NOON }, 'ada');
    expect(broadcasts.runs.get('sale')?.runId).not.toBe(first);
  });

  it('stops it by a hold of its run, before it says that it is stopped', async () => {
    const { desk, broadcasts, holds, becomes } = aDesk();
    expect(why(await desk.stop('sale', 'ada'))).toBe('sale was never started.');
    await desk.count('sale', { at: NOON }, 'ada');
    await becomes('counted');
    await desk.start('sale');
    const { runId = '' } = broadcasts.runs.get('sale') ?? {};
    const save = broadcasts.save;
    broadcasts.save = async () => Promise.reject(new Error('killed'));
    await expect(desk.stop('sale', 'ben')).rejects.toThrow('killed');
    expect(holds.holds.get(holdOfRun(runId))).toMatchObject({ by: 'ben' });
    broadcasts.save = save;
    expect(await desk.stop('sale', 'ben')).toMatchObject({ broadcast: { state: 'stopped' } });
  });

  it.each([
    ['order-confirmation', 'order-confirmation is no broadcast; there are: sale, later.'],
    ['nothing', 'nothing is no broadcast; there are: sale, later.'],
    ['later', 'later is draft: set status: live and deploy.'],
  ])('refuses %s with a sentence', async (name, sentence) => {
    const { desk, broadcasts } = aDesk();
    expect(why(await desk.count(name, { at: NOON }, 'ada'))).toBe(sentence);
    expect(broadcasts.runs.size).toBe(0);
  });

  it.each(['2026-99-99 99:99', '2026-02-30 09:00', '2026-12-01 24:30', 'tomorrow'])(
    'refuses a time that no clock shows: %s',
    async (local) => {
      const { desk, broadcasts } = aDesk();
      expect(why(await desk.count('sale', { local }, 'ada'))).toContain('no clock shows');
      expect(broadcasts.runs.size).toBe(0);
    },
  );

  it.each<[string, BroadcastTime, string]>([
    ['an instant', { at: NOON - 1 }, '2026-01-13T11:59:59.999Z is past: say a later time, or --now.'],
    [
      'a time that the brand’s clock has shown',
      { local: '2026-01-13 11:59' },
      '"2026-01-13 11:59" is past by the brand’s clock (Europe/London): say a later time, or --now.',
    ],
  ])('refuses %s that is past', async (_case, time, sentence) => {
    const { desk, broadcasts } = aDesk();
    expect(why(await desk.count('sale', time, 'ada'))).toBe(sentence);
    expect(broadcasts.runs.size).toBe(0);
  });

  it('refuses to start what has become past since it was counted, where a clock time was said', async () => {
    const { desk, becomes, at } = aDesk();
    await desk.count('sale', { local: '2026-01-13 18:00' }, 'ada');
    await becomes('counted');
    at(NOON + 7 * HOUR_MS);
    expect(why(await desk.start('sale'))).toContain('is past by the brand’s clock');
  });

  it('yields to whoever changed it just now', async () => {
    const { desk, broadcasts } = aDesk();
    broadcasts.save = async () => 'conflict';
    expect(why(await desk.count('sale', { at: NOON }, 'ada'))).toContain('somebody else changed it');
  });
});
