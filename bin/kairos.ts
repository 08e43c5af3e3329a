#!/usr/bin/env node
import { program } from 'commander';

program.name('kairos').description('Real-time e-mail personalisation in your own AWS account.').showHelpAfterError();

program
  .command('build')
  .description('build what the function bundles carry from campaigns/ and schemas/')
  .action(async () => (await import('../tools/build/build-artifacts.ts')).buildArtifacts());

await program.parseAsync();
