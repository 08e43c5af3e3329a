import { describe, expect, it } from 'vitest';
import { seededChance } from '../../../tools/fuzz/chance.ts';
import { fuzz } from '../../../tools/fuzz/fuzz.ts';
import type { FuzzTarget } from '../../../tools/fuzz/fuzz-target.ts';
import { hostileBytes } from '../../../tools/fuzz/hostile-bytes.ts';
import { FUZZ_TARGETS, fuzzTarget } from '../../../tools/fuzz/run-fuzz.ts';

const aTarget = (tryOne: (input: number) => readonly string[]): FuzzTarget => ({
  name: 'decode',
  share: 1,
  boundMs: 1_000,
  open: async () => ({ tryOne: async (chance) => tryOne(chance.below(1_000)) }),
});

describe('hostile input', () => {
  it.each(FUZZ_TARGETS.map((target) => [target.name, target] as const))(
    'breaks nothing in %s',
    async (name, target) => {
      const { findings, outcomes } = await fuzzTarget(target, { inputs: name === 'campaigns' ? 20 : 300, seed: 24 });
      expect(findings).toEqual([]);
      expect(outcomes.size).toBeGreaterThan(1);
    },
  );

  it('is the same for the same seed and number, and another for another', () => {
    const bytes = (seed: number, input: number) =>
      Buffer.from(hostileBytes(seededChance(seed, 'decode', input))).toString('hex');
    const twenty = (seed: number) => Array.from({ length: 20 }, (_, input) => bytes(seed, input));
    expect(twenty(7)).toEqual(twenty(7));
    expect(twenty(7)).not.toEqual(twenty(8));
    expect(new Set(twenty(7)).size).toBeGreaterThan(15);
  });
});

describe('a finding', () => {
  it('is counted with the number that replays it alone', async () => {
    const target = aTarget((drawn) => {
      if (drawn < 100) throw new Error('broke');
      return ['fine'];
    });
    const all = await fuzzTarget(target, { inputs: 100, seed: 1 });
    const [first] = all.findings;
    expect(first).toBeDefined();
    expect(all.outcomes.get('CRASHED')).toBe(all.findings.length);
    const alone = await fuzzTarget(target, { inputs: 100, seed: 1, only: first?.input ?? -1 });
    expect(alone).toMatchObject({ inputs: 1, findings: [{ input: first?.input }] });
  });

  it('of which there are twenty ends the run, which counts what it has tried', async () => {
    const target = aTarget(() => {
      throw new Error('broke');
    });
    expect((await fuzzTarget(target, { inputs: 1_000, seed: 1 })).inputs).toBe(20);
  });

  it('is also what takes too long each time it is tried', async () => {
    const slow = { ...aTarget(() => ['fine']), boundMs: -1 };
    const { findings } = await fuzzTarget(slow, { inputs: 1, seed: 1 });
    expect(findings).toMatchObject([{ input: 0, error: { message: 'broken: took more than -1 ms' } }]);
  });
});

describe('kairos fuzz', () => {
  it('prints what became of the inputs, and is content where nothing broke', async () => {
    const lines: string[] = [];
    expect(await fuzz({ inputs: 50, seed: 3, target: 'collector' }, (line) => lines.push(line))).toBe(true);
    expect(lines.join('\n')).toMatch(/collector +50 +0 /);
    expect(lines.at(-1)).toMatch(/50 inputs of seed 3: 0 crashes; peak memory \d+ MB/);
  });

  it('knows its targets', async () => {
    await expect(fuzz({ inputs: 1, seed: 1, target: 'nonsense' }, () => {})).rejects.toThrow('decode, collector');
  });
});
