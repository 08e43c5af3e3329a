import { describe, expect, it } from 'vitest';
import { NO_RECEPTION } from '../../lambdas/core/send/sending-health.ts';
import { COUNTED_EACH_MS, type SendingHealth } from '../../lambdas/ports/sending-health.ts';
import { NOON } from '../builders/profile.ts';

export interface SendingHealthWorld {
  readonly health: SendingHealth;
}

/** What every `SendingHealth` promises. */
export const describeSendingHealthContract = (name: string, makeWorld: () => Promise<SendingHealthWorld>): void => {
  describe(`sending health ${name}`, () => {
    it('is nothing at first', async () => {
      expect(await (await makeWorld()).health.since(0)).toEqual(NO_RECEPTION);
    });

    it('adds up what is said of the same and of later minutes, and leaves out earlier ones', async () => {
      const { health } = await makeWorld();
      await health.add(NOON - 1, { mails: 100, bounced: 1, complained: 0 });
      await health.add(NOON, { mails: 10, bounced: 0, complained: 1 });
      await health.add(NOON + COUNTED_EACH_MS - 1, { mails: 5, bounced: 2, complained: 0 });
      await health.add(NOON + COUNTED_EACH_MS, { mails: 1, bounced: 0, complained: 0 });
      expect(await health.since(NOON + 1)).toEqual({ mails: 16, bounced: 2, complained: 1 });
      expect(await health.since(NOON - 1)).toEqual({ mails: 116, bounced: 3, complained: 1 });
      expect(await health.since(NOON + COUNTED_EACH_MS)).toEqual({ mails: 1, bounced: 0, complained: 0 });
      expect(await health.since(NOON + 2 * COUNTED_EACH_MS)).toEqual(NO_RECEPTION);
    });

    it('loses nothing of what many say at once', async () => {
      const { health } = await makeWorld();
      await Promise.all(Array.from({ length: 20 }, () => health.add(NOON, { mails: 1, bounced: 1, complained: 1 })));
      expect(await health.since(NOON)).toEqual({ mails: 20, bounced: 20, complained: 20 });
    });
  });
};
