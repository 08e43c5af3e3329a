import { type Fault, faultsFrom } from './fault.ts';
import { proveHistory } from './prove-history.ts';
import type { Act, Script } from './script.ts';
import type { History, Project } from './world.ts';

/** A history reduced to what it takes to break the same promise. */
export interface Shrunk {
  readonly script: Script;
  readonly faults: readonly Fault[];
  readonly violations: readonly string[];
}

/** What kind of promise was broken: ids and numbers aside. */
const gist = (violation: string): string => violation.replace(/[\w-]*\d[\w-]*|[\w-]{22}/g, '…').slice(0, 40);

/** Leaves out half, a quarter, an eighth, … of a list, as long as what is left still fails. */
const leaveOut = async <Item>(
  items: readonly Item[],
  fails: (left: readonly Item[]) => Promise<boolean>,
): Promise<readonly Item[]> => {
  let left = items;
  for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < left.length; ) {
      const without = [...left.slice(0, from), ...left.slice(from + size)];
      if (await fails(without)) left = without;
      else from += size;
    }
  }
  return left;
};

/** Tries at most this many shorter histories. */
const MOST_TRIES = 1_500;

/** Shortens a failing history: faults first, then events, then faults again. Deterministic. */
export const shrink = async (
  project: Project,
  failing: Pick<History, 'script' | 'schedule' | 'plant'> & { readonly faults: readonly Fault[] },
  violations: readonly string[],
): Promise<Shrunk> => {
  const wanted = new Set(violations.map(gist));
  let tries = 0;
  let best: Shrunk = { script: failing.script, faults: failing.faults, violations };
  const attempt = async (acts: readonly Act[], faults: readonly Fault[]): Promise<boolean> => {
    tries += 1;
    if (tries > MOST_TRIES) return false;
    const script = { ...failing.script, acts };
    const { violations: found } = await proveHistory(project, { ...failing, script, faults: faultsFrom(faults) });
    const same = found.filter((violation) => wanted.has(gist(violation)));
    if (same.length === 0) return false;
    best = { script, faults, violations: same };
    return true;
  };
  if (!(await attempt(failing.script.acts, failing.faults))) return best;
  for (let round = 0; round < 2; round += 1) {
    await leaveOut(best.faults, (faults) => attempt(best.script.acts, faults));
    await leaveOut(best.script.acts, (acts) => attempt(acts, best.faults));
  }
  return best;
};
