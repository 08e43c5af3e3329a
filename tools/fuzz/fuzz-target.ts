import type { Chance } from './chance.ts';

/** What hostile input is thrown at. An input ends in one of its outcomes; anything that it throws is a finding. */
export interface FuzzTarget {
  readonly name: string;
  /** Of all inputs. */
  readonly share: number;
  /** Longer than this, one input would hold up others. */
  readonly boundMs: number;
  open(): Promise<OpenTarget>;
}

export interface OpenTarget {
  /** What became of each thing in the input, in a few words without values, as `failed: not_json`. */
  tryOne(chance: Chance): Promise<readonly string[]>;
  close?(): Promise<void>;
}

/** Makes a broken promise of the code under test a finding. */
export function mustHold(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Error(`broken: ${promise}`);
}
