import { describe, expect, it } from 'vitest';
import type { SendQueues } from '../../lambdas/ports/send-queues.ts';
import { aSendId } from '../builders/send.ts';
import { numbered } from './odd-values.ts';

export interface SendQueuesWorld {
  readonly queues: SendQueues;
  /** Takes out every message body that lies in the two queues, in no order. */
  received(): Promise<{ readonly transactional: readonly string[]; readonly marketing: readonly string[] }>;
}

const message = (text: string, transactional = false) => ({ sendId: aSendId(text), transactional });
const bodyOf = (text: string) => JSON.stringify({ sendId: aSendId(text) });

/** What every `SendQueues` promises. */
export const describeSendQueuesContract = (name: string, makeWorld: () => Promise<SendQueuesWorld>): void => {
  describe(`send queues ${name}`, () => {
    it('keep the two kinds of mail apart', async () => {
      const { queues, received } = await makeWorld();
      await queues.enqueue([message('a'), message('b', true), message('c')]);
      const { transactional, marketing } = await received();
      expect(transactional).toEqual([bodyOf('b')]);
      expect([...marketing].sort()).toEqual([bodyOf('a'), bodyOf('c')].sort());
    });

    it('take any number, each once', async () => {
      const { queues, received } = await makeWorld();
      const texts = numbered(43);
      await queues.enqueue(texts.map((text) => message(text)));
      expect([...(await received()).marketing].sort()).toEqual(texts.map(bodyOf).sort());
    });

    it('take a send again as another message', async () => {
      const { queues, received } = await makeWorld();
      await queues.enqueue([message('a', true), message('a', true)]);
      await queues.enqueue([message('a', true)]);
      expect((await received()).transactional).toEqual([bodyOf('a'), bodyOf('a'), bodyOf('a')]);
    });

    it('tell how much marketing mail nobody has taken yet', async () => {
      const { queues, received } = await makeWorld();
      expect(await queues.waiting()).toBe(0);
      await queues.enqueue([message('a'), message('b'), message('c', true)]);
      expect(await queues.waiting()).toBe(2);
      await received();
      expect(await queues.waiting()).toBe(0);
    });

    it('take nothing for nothing', async () => {
      const { queues, received } = await makeWorld();
      await queues.enqueue([]);
      expect(await received()).toEqual({ transactional: [], marketing: [] });
    });
  });
};
