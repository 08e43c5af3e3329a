import { buildArtifacts } from '../build/build-artifacts.ts';

export interface BenchArguments {
  readonly events: number;
  readonly rees46?: string;
}

/** The bench runs what the bundles carry, so that is built first. */
export const benchCommand = async (given: BenchArguments): Promise<void> => {
  await buildArtifacts();
  const { bench } = await import('../bench/bench.ts');
  await bench(given, console.log);
};
