import { describe, expect, it } from 'vitest';
import type { SendHolds } from '../../lambdas/ports/send-holds.ts';
import { aHold } from '../builders/hold.ts';
import { NOON } from '../builders/profile.ts';
import { numbered, ODD_TEXT } from './odd-values.ts';

export interface SendHoldsWorld {
  readonly holds: SendHolds;
}

/** What every `SendHolds` promises. */
export const describeSendHoldsContract = (name: string, makeWorld: () => Promise<SendHoldsWorld>): void => {
  const listed = async ({ holds }: SendHoldsWorld) =>
    [...(await holds.list())].sort((a, b) => (a.name < b.name ? -1 : 1));

  describe(`send holds ${name}`, () => {
    it('are none at first', async () => {
      expect(await listed(await makeWorld())).toEqual([]);
    });

    it('are listed as they were put, whatever is written in them', async () => {
      const world = await makeWorld();
      const holds = [
        aHold({ reason: ODD_TEXT, by: ODD_TEXT }),
        aHold({ name: 'ses', until: NOON + 1 }),
        aHold({ name: 'marketing', lifted: { at: NOON + 2, by: 'ben' } }),
      ];
      for (const hold of holds) await world.holds.put(hold);
      expect(await listed(world)).toEqual([...holds].sort((a, b) => (a.name < b.name ? -1 : 1)));
    });

    it('are one a name: the last word counts', async () => {
      const world = await makeWorld();
      await world.holds.put(aHold());
      await world.holds.put(aHold({ lifted: { at: NOON + 1, by: 'ben' } }));
      expect(await listed(world)).toEqual([aHold({ lifted: { at: NOON + 1, by: 'ben' } })]);
      await world.holds.put(aHold({ at: NOON + 2 }));
      expect(await listed(world)).toEqual([aHold({ at: NOON + 2 })]);
    });

    it('may be as many as there are campaigns', async () => {
      const world = await makeWorld();
      for (const of of numbered(30)) await world.holds.put(aHold({ name: `campaign:${of}` }));
      expect(await listed(world)).toHaveLength(30);
    });
  });
};
