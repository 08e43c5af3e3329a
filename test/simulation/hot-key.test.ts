import { beforeAll, describe, expect, it } from 'vitest';
import { embeddedStage } from '../../tools/cloud/embedded-stage.ts';
import { compareHotKey, type HotKeyComparison, holdsHotKey } from '../../tools/prove/hot-key.ts';
import { loadProveProject } from '../../tools/prove/load-prove-project.ts';

const BOT_EVENTS = 9_000;
let compared: HotKeyComparison;
beforeAll(async () => {
  // A tenth of a window's events, for a hundredth of the bot's.
  const hotKeys = { ...embeddedStage.hotKeys, eventsAWindow: embeddedStage.hotKeys.eventsAWindow / 10 };
  compared = await compareHotKey(await loadProveProject(), BOT_EVENTS, hotKeys);
}, 120_000);

describe('a bot on a shard', () => {
  it('leaves everybody else within twice what they wait without it', () => {
    const { without, withBot } = compared;
    expect(withBot.p95Ms).toBeLessThanOrEqual(2 * without.p95Ms);
    expect(withBot.othersFolded).toBe(without.others);
    expect(holdsHotKey(compared)).toBe(true);
  });

  it('is accounted for: put = applied + duplicates + failed, nearly all of it held', () => {
    const { put, applied, duplicates, failed, quarantined, keysQuarantined } = compared.withBot;
    expect(put).toBe(applied + duplicates + failed);
    expect(failed).toBe(quarantined);
    expect(quarantined).toBeGreaterThan(0.9 * BOT_EVENTS);
    expect(keysQuarantined).toBe(1);
  });

  it('would not, if nothing held it', () => {
    const { without, unheld } = compared;
    expect(unheld.quarantined).toBe(0);
    expect(holdsHotKey({ without, withBot: unheld })).toBe(false);
  });
});
