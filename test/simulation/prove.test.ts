import { beforeAll, describe, expect, it } from 'vitest';
import type { WrapPort } from '../../tools/cloud/cloud-functions.ts';
import { faultsOn, proveExhaustively } from '../../tools/prove/exhaustive.ts';
import { faultsFrom, noFaults } from '../../tools/prove/fault.ts';
import { generateScript } from '../../tools/prove/generate-script.ts';
import { loadProveProject } from '../../tools/prove/load-prove-project.ts';
import { POISON_BOUND_MS, poisonDelay } from '../../tools/prove/poison-delay.ts';
import { proveHistory } from '../../tools/prove/prove-history.ts';
import { faultsOfSeed } from '../../tools/prove/rate-of-faults.ts';
import { scenarios } from '../../tools/prove/scenarios.ts';
import { shrink } from '../../tools/prove/shrink.ts';
import { addToTally, emptyTally } from '../../tools/prove/tally.ts';
import type { Project } from '../../tools/prove/world.ts';
import { plantedBugs } from './planted-bugs.ts';

const EVENTS = 100;
let project: Project;
beforeAll(async () => {
  project = await loadProveProject();
});

const prove = (seed: number, more: Partial<Parameters<typeof proveHistory>[1]> = {}) =>
  proveHistory(project, { script: generateScript(seed, EVENTS), faults: faultsOfSeed(seed), schedule: seed, ...more });

describe('the whole pipeline, with faults at its awaits', () => {
  it('keeps its promises in 25 random histories', async () => {
    const tally = emptyTally();
    for (let seed = 1_000; seed < 1_025; seed += 1) {
      const proved = await prove(seed);
      expect(proved.violations, `npm run prove -- --seed ${seed} --size ${EVENTS} --trace`).toEqual([]);
      addToTally(tally, generateScript(seed, EVENTS), proved);
    }
    expect([...tally.faults.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(1_000);
    expect(tally.mails).toBeGreaterThan(100);
    expect(tally.marketingTwice).toBe(0);
  });

  it('lets poison hold up its own shard for a while, and no other', async () => {
    const { ownShardMs, othersMs, violations } = await poisonDelay(project);
    expect(violations).toEqual([]);
    expect(ownShardMs).toBeLessThanOrEqual(POISON_BOUND_MS);
    expect(othersMs).toBe(0);
  });

  it('plays the same seed the same way, step for step', async () => {
    const told = async () => {
      const steps: string[] = [];
      await prove(7, { trace: (line) => void steps.push(line) });
      return steps;
    };
    const first = await told();
    expect(first.length).toBeGreaterThan(500);
    expect(await told()).toEqual(first);
  });

  it('keeps them in each named scenario', async () => {
    for (const { name, script } of scenarios())
      expect((await proveHistory(project, { script, faults: noFaults, schedule: 1 })).violations, name).toEqual([]);
  });

  it.each(['complaints', 'bounces'])('holds marketing mail after too many %s, and loses none of it', async (cause) => {
    const found = scenarios().find(({ name }) => name === `circuit-opened-by-${cause}`);
    if (found === undefined) throw new Error('no such scenario');
    const { played, violations } = await proveHistory(project, { script: found.script, faults: noFaults, schedule: 1 });
    const minutes = (email: string) =>
      played?.witness.accepted
        .filter(({ to }) => to === email)
        .map(({ campaign, at }) => [campaign, Math.floor((at - found.script.startAt) / 60_000)]);
    expect(violations).toEqual([]);
    expect(played?.witness.rare.get('the circuit opened')).toBe(1);
    expect(minutes('ben@example.com')).toEqual([['order-confirmation', 10]]);
    expect(minutes('ada@example.com')?.map(([campaign]) => campaign)).toContain('welcome');
    for (const [, minute] of minutes('ada@example.com') ?? []) expect(minute).toBeGreaterThanOrEqual(40);
  });

  it('keeps them at every await of a welcome and of a receipt, whichever fault it meets', async () => {
    const chosen = scenarios().filter(({ name }) => ['welcome', 'receipt'].includes(name));
    const lines: string[] = [];
    expect(
      await proveExhaustively(project, chosen, { pairs: false, trace: false }, (line) => void lines.push(line)),
    ).toBe(true);
    expect(lines.join('\n')).toContain('send-email.mailer.send');
  });
});

describe('the proof can fail: it finds', () => {
  const SEEDS = 40;
  const RACES = [
    'spill',
    'unsubscribe-race',
    'family-unsubscribe-race',
    'purchase-races-cart-mail',
    'pause-during-a-claim',
    'broadcast-to-a-family',
  ];

  /** First every scenario, then those that are made for it with a slow or deaf sender, then random histories. */
  const search = async (plant: WrapPort): Promise<readonly string[]> => {
    const passed = new Map<string, ReadonlyMap<string, number>>();
    for (const { name, script } of scenarios()) {
      const plain = await proveHistory(project, { script, faults: noFaults, schedule: 1, plant });
      if (plain.violations.length > 0) return plain.violations;
      passed.set(name, plain.played?.passed ?? new Map());
    }
    for (const { name, script } of scenarios().filter((one) => RACES.includes(one.name))) {
      const isSender = (at: string) => at.startsWith('send-email.');
      for (const fault of faultsOn(passed.get(name) ?? new Map(), isSender, () => ['delay', 'lose'])) {
        const { violations } = await proveHistory(project, { script, faults: faultsFrom([fault]), schedule: 1, plant });
        if (violations.length > 0) return violations;
      }
    }
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { violations } = await prove(seed, { plant });
      if (violations.length > 0) return violations;
    }
    return [];
  };

  it.each(plantedBugs)('%s', async (_bug, plant) => {
    expect(await search(plant)).not.toEqual([]);
  });

  it('and tells of a bug in a short history', async () => {
    const [, plant] = plantedBugs.find(([bug]) => bug.includes('tries again')) ?? [];
    const script = generateScript(3, EVENTS);
    const { violations, played } = await proveHistory(project, {
      script,
      faults: faultsOfSeed(3),
      schedule: 3,
      ...(plant === undefined ? {} : { plant }),
    });
    const shrunk = await shrink(
      project,
      { script, faults: played?.fired ?? [], schedule: 3, ...(plant === undefined ? {} : { plant }) },
      violations,
    );
    expect(shrunk.faults).toEqual([]);
    expect(shrunk.script.acts.length).toBeLessThanOrEqual(4);
  });
});
