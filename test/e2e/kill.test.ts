import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localOutputsFile } from '../../tools/deploy-local/deploy-local.ts';
import { readLocalOutputs } from '../../tools/deploy-local/local-outputs.ts';
import { countFunctions, killFunctions } from './kill-functions.ts';
import { eventually, localCloud } from './local-cloud.ts';
import { message, order, person, record } from './messages.ts';

const PEOPLE = 8;
/** How long after its process is seen a function is killed: while it starts, while it folds, after it wrote. */
const DELAYS_MS = [0, 50, 100, 150, 200, 250, 300, 400, 500, 700];
const FUNCTIONS = ['enrich-events', 'decide-sends'];

describe('functions that are killed while they work', () => {
  let cloud: ReturnType<typeof localCloud>;

  beforeAll(async () => {
    cloud = localCloud(await readLocalOutputs(localOutputsFile));
  });
  afterAll(() => cloud.close());

  it('lose nothing that was acknowledged, count nothing twice and confirm each order once', async () => {
    const people = Array.from({ length: PEOPLE }, (_, index) => person(`kim${index}`));
    const hellos = people.map(({ userId, address }) =>
      record(userId, message(userId, { type: 'identify', traits: { email: address } })),
    );
    expect(await cloud.putRecords(hellos)).toBe(0);

    let killed = 0;
    for (const [round, delayMs] of DELAYS_MS.entries()) {
      const orders = people.map(({ userId }) => record(userId, order(userId, `${userId}-${round}`)));
      expect(await cloud.putRecords(orders)).toBe(0);
      await eventually(
        async () => countFunctions(FUNCTIONS),
        (running) => running > 0,
      );
      await setTimeout(delayMs);
      killed += killFunctions(FUNCTIONS);
    }
    expect(killed).toBeGreaterThanOrEqual(DELAYS_MS.length);

    const counts = async (): Promise<readonly (number | undefined)[]> =>
      Promise.all(people.map(async ({ userId }) => (await cloud.profile(userId))?.counters['Order Completed']?.count));
    const expected = people.map(() => DELAYS_MS.length);
    expect(await eventually(counts, (found) => found.every((count) => count === DELAYS_MS.length))).toEqual(expected);

    const mails = async (): Promise<readonly number[]> =>
      Promise.all(people.map(async ({ address }) => (await cloud.mailsTo(address)).length));
    expect(await eventually(mails, (found) => found.every((count) => count >= DELAYS_MS.length))).toEqual(expected);
    const sends = await Promise.all(people.map(({ userId }) => cloud.sendsOf(userId)));
    expect(sends.map((rows) => rows.filter(({ campaign }) => campaign === 'order-confirmation').length)).toEqual(
      expected,
    );
  }, 180_000);
});
