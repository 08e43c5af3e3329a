import { buildArtifacts } from '../build/build-artifacts.ts';
import type { TargetReport } from './run-fuzz.ts';

export interface FuzzOptions {
  readonly inputs: number;
  readonly seed: number;
  readonly target?: string;
  readonly only?: number;
}

/** Memory that the whole run may take, whatever the inputs say. */
const MOST_RSS_BYTES = 1_500_000_000;

/** Runs the targets and prints what became of every input; true where nothing broke. */
export const fuzz = async (options: FuzzOptions, print: (line: string) => void): Promise<boolean> => {
  const { inputs, seed, target: wanted, only } = options;
  await buildArtifacts();
  const { FUZZ_TARGETS, fuzzTarget } = await import('./run-fuzz.ts'); // imports what was just built
  const targets = FUZZ_TARGETS.filter(({ name }) => wanted === undefined || name === wanted);
  if (targets.length === 0)
    throw new Error(`No target is called "${wanted}". Take one of ${FUZZ_TARGETS.map(({ name }) => name).join(', ')}.`);
  if (only !== undefined && wanted === undefined) throw new Error('Name the target as well: --target NAME --only N.');

  const reports: TargetReport[] = [];
  for (const target of targets) {
    const share = wanted === undefined ? target.share : 1;
    const run = { inputs: Math.ceil(inputs * share), seed, ...(only !== undefined && { only }) };
    reports.push(
      await fuzzTarget(target, run, (done, crashes) =>
        process.stderr.write(`\r${target.name}: ${done} of ${run.inputs}, ${crashes} crashes`),
      ),
    );
    process.stderr.write('\r\u001b[K');
  }
  for (const line of describe(reports, seed)) print(line);

  const peakRssBytes = process.resourceUsage().maxRSS * 1024;
  const crashes = reports.reduce((sum, { findings }) => sum + findings.length, 0);
  const total = reports.reduce((sum, report) => sum + report.inputs, 0);
  print(
    `\n${total} inputs of seed ${seed}: ${crashes} crashes; peak memory ${Math.round(peakRssBytes / 1e6)} MB (bound ${MOST_RSS_BYTES / 1e6} MB)`,
  );
  return crashes === 0 && peakRssBytes <= MOST_RSS_BYTES;
};

function* describe(reports: readonly TargetReport[], seed: number): Iterable<string> {
  yield 'target          inputs  crashes  slowest ms  (input)     s  µs/input';
  for (const { target, inputs, findings, slowest, elapsedMs } of reports) {
    yield [
      target.padEnd(12),
      String(inputs).padStart(10),
      String(findings.length).padStart(9),
      slowest.ms.toFixed(0).padStart(12),
      String(slowest.input).padStart(9),
      (elapsedMs / 1_000).toFixed(0).padStart(6),
      ((elapsedMs * 1_000) / inputs).toFixed(0).padStart(10),
    ].join('');
  }
  for (const { target, outcomes } of reports) {
    yield `\n${target}`;
    for (const [outcome, count] of [...outcomes].sort(([, a], [, b]) => b - a))
      yield `  ${outcome.padEnd(32)}${String(count).padStart(10)}`;
  }
  for (const { findings } of reports) {
    for (const { target, input, error } of findings) {
      yield `\n${target}, input ${input}: ${error.message.slice(0, 300)}`;
      yield `  replay: npm run fuzz -- --target ${target} --seed ${seed} --only ${input}`;
      const frames = error.stack?.split('\n').filter((line) => /^\s+at .*(lambdas|tools)\//.test(line)) ?? [];
      yield* frames.slice(0, 4);
    }
  }
}
