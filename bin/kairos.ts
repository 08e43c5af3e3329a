#!/usr/bin/env node
import { program } from 'commander';

program.name('kairos').description('Real-time e-mail personalisation in your own AWS account.').showHelpAfterError();

program
  .command('build')
  .description('build what the function bundles carry from campaigns/ and schemas/')
  .action(async () => (await import('../tools/build/build-artifacts.ts')).buildArtifacts());

program
  .command('deploy-local')
  .description('deploy the real stacks to an emulator on this machine (needs Python 3.10 or newer)')
  .option('--port <number>', 'where the emulator listens, on loopback', Number, 4566)
  .option('--stop', 'stop the emulator instead', false)
  .action(async (options: { port: number; stop: boolean }) =>
    (await import('../tools/deploy-local/deploy-local.ts')).deployLocal(options, console.log).catch((error: Error) => {
      console.error(error.message);
      process.exitCode = 1;
    }),
  );

await program.parseAsync();
