import type { Command } from 'commander';
import { wholeNumber } from './arguments.ts';

interface FuzzArguments {
  readonly inputs: number;
  readonly seed: number;
  readonly target?: string;
  readonly only?: number;
}

/** `kairos fuzz`, `planted`, `licences`, `sbom`: what tests the code besides its tests, and the tests themselves. */
export const addProofCommands = (program: Command): void => {
  program
    .command('fuzz')
    .description(
      'throw hostile inputs at decoding, collector, templates, campaign files and links; each must be stored or refused',
    )
    .option('--inputs <number>', 'how many, over all targets', wholeNumber(1, 1_000_000_000), 200_000)
    .option('--seed <number>', 'another seed, other inputs', wholeNumber(0, 2 ** 32 - 1), 24)
    .option('--target <name>', 'one alone: decode, collector, templates, campaigns or tokens')
    .option('--only <number>', 'one input alone, as a finding names it', wholeNumber(0, 1_000_000_000))
    .addHelpText('after', '\nExample:\n  kairos fuzz --target decode --seed 24 --only 4711')
    .action(async (options: FuzzArguments) => {
      if (!(await (await import('../fuzz/fuzz.ts')).fuzz(options, console.log))) process.exitCode = 1;
    });

  program
    .command('planted')
    .description('plant each bug of test/planted-bugs/ in a copy of the code, and see the tests catch it')
    .option('--check', 'only see that each bug can still be planted', false)
    .option('--only <name>', 'one bug alone')
    .action(async (options: { check: boolean; only?: string }) => {
      if (!(await (await import('../planted-bugs/planted.ts')).planted(options, console.log))) process.exitCode = 1;
    });

  program
    .command('licences')
    .description('hold the licence and the install script of every package against what is allowed')
    .action(async () => {
      if (!(await import('../supply-chain/supply-chain.ts')).checkSupplyChain(console.log)) process.exitCode = 1;
    });

  program
    .command('sbom')
    .description('write a CycloneDX bill of materials of the lock file')
    .option('--out <file>', 'where', '.kairos/sbom.cdx.json')
    .action(async ({ out }: { out: string }) =>
      (await import('../supply-chain/supply-chain.ts')).printSbom(out, console.log),
    );
};
