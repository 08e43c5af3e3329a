#!/usr/bin/env node
import { Option, program } from 'commander';
import { portNumber, repeated, replaySpeed, schemaId, wholeNumber } from '../tools/commands/arguments.ts';
import type { BenchArguments } from '../tools/commands/bench.ts';
import { addBroadcastCommand } from '../tools/commands/broadcast.ts';
import { addCampaignCommands, addSendingCommands } from '../tools/commands/campaign.ts';
import { addCatalogueCommand } from '../tools/commands/catalogue.ts';
import type { DemoArguments } from '../tools/commands/demo.ts';
import { addExplainCommand } from '../tools/commands/explain.ts';
import { addFailedCommands } from '../tools/commands/failed.ts';
import { addIdentityCommand } from '../tools/commands/identity.ts';
import { addProofCommands } from '../tools/commands/proof.ts';
import { addSchemasCommand } from '../tools/commands/schemas.ts';
import type { ProveOptions } from '../tools/prove/prove.ts';

program
  .name('kairos')
  .description('Real-time e-mail personalisation in your own AWS account.')
  .showHelpAfterError('(kairos --help lists what there is)')
  .addHelpText(
    'after',
    `
Examples:
  kairos demo                       a day of shoppers, then live on this machine
  kairos clock +1h                  what falls due within the hour happens now
  kairos demo --from log.csv.gz --format rees46 --report report.json --exit-when-done
  kairos build                      check campaigns/ and schemas/
  kairos deploy-local               the real stacks on an emulator`,
  );

program
  .command('build')
  .description('build what the function bundles carry from campaigns/ and schemas/')
  .action(async () => (await import('../tools/build/build-artifacts.ts')).buildArtifacts());

program
  .command('types')
  .description("write the emitter's types from schemas/")
  .action(async () => (await import('../tools/commands/types.ts')).typesCommand());

program
  .command('demo')
  .description('run the whole pipeline in this process: play a day of shoppers or a log, then go live on loopback')
  .option('--seed <number>', 'another seed, another day', wholeNumber(0, 2 ** 32 - 1), 24)
  .option('--shoppers <number>', 'how many people shop on that day (default: 400)', wholeNumber(1, 100_000))
  .option('--exit-when-done', 'end after the day or the log instead of going live', false)
  .addOption(
    new Option(
      '--mailbox <temper>',
      'what becomes of mails: people and scanners open and click (lively), nobody does (quiet), or nothing is heard of them (silent, as in a replay unless told)',
    ).choices(['silent', 'quiet', 'lively']),
  )
  .option('--kinesis-port <port>', 'of the Kinesis endpoint; 0 is any free one (default: 4567)', portNumber)
  .option('--collector-port <port>', 'of the collector (default: 4568)', portNumber)
  .option('--api-port <port>', 'of the API and the console (default: 4569)', portNumber)
  .option('--data <dir>', 'save everything there, and go on from what an earlier run saved (survives kill -9)')
  .option(
    '--schema-id <id=file>',
    'a schema that records name, as confluent:7=order-completed/1.avsc; repeat it',
    schemaId,
  )
  .option('--endpoints <file>', 'where to write the live addresses (default: .kairos/endpoints.json)')
  .option('--from <file>', 'replay this log instead; repeat it for more files, in order', repeated)
  .addOption(new Option('--format <name>', 'of the log').choices(['rees46', 'online-retail', 'segment-ndjson']))
  .option('--speed <speed>', 'of the replay: max, or a number of times real time, as 60x (default: max)', replaySpeed)
  .option('--report <file>', 'write counts, sizes and times as JSON')
  .addHelpText(
    'after',
    `
Examples:
  kairos demo --seed 7 --shoppers 1000
  kairos demo --kinesis-port 0 --collector-port 0 --api-port 0
  kairos demo --from october.csv.gz --format rees46 --speed max --report report.json --exit-when-done`,
  )
  .action(async (given: DemoArguments) => (await import('../tools/commands/demo.ts')).demoCommand(given));

program
  .command('clock')
  .description("show the running demo's clock, or move it forward")
  .argument('[step]', 'how far: +30s, +90m, +1h, +2d')
  .option('--endpoints <file>', 'where that demo wrote its addresses (default: .kairos/endpoints.json)')
  .addHelpText('after', '\nExample:\n  kairos clock +1h')
  .action(async (step: string | undefined, { endpoints }: { endpoints?: string }) =>
    (await import('../tools/commands/clock.ts')).clockCommand(step, endpoints),
  );

program
  .command('measure-latency')
  .description('put events over HTTP/2 on the real clock and print the time until their mails were accepted')
  .option('--events <number>', 'how many', wholeNumber(1, 100_000), 500)
  .option('--per-second <number>', 'how fast', wholeNumber(1, 10_000), 100)
  .action(async (given: { events: number; perSecond: number }) =>
    (await import('../tools/commands/measure-latency.ts')).measureLatencyCommand(given),
  );

program
  .command('bench')
  .description('print what the enrich path costs beside JSON.parse, and what it writes')
  .option('--events <number>', 'of generated traffic', wholeNumber(1_000, 5_000_000), 50_000)
  .option('--rees46 <file>', 'measure on this log too')
  .action(async (given: BenchArguments) => (await import('../tools/commands/bench.ts')).benchCommand(given));

program
  .command('permissions')
  .description('write docs/permissions.md: what each function may do, from the templates')
  .action(async () => (await import('../tools/commands/permissions.ts')).permissionsCommand());

program
  .command('prove')
  .description('play random or chosen histories of the whole pipeline with faults, and hold them against its promises')
  .option('--seeds <number>', 'how many random histories', wholeNumber(1, 100_000_000), 500)
  .option('--first-seed <number>', 'where they begin', wholeNumber(0, 2 ** 32 - 1), 1)
  .option('--events <number>', 'go on until so many unique events were proved', wholeNumber(1, 10_000_000_000))
  .option('--size <number>', 'events in a history', wholeNumber(1, 1_000_000), 250)
  .option('--fault-rate <share>', 'of the usual rate of faults', Number, 1)
  .option('--seed <number>', 'this one alone', wholeNumber(0, 2 ** 32 - 1))
  .option('--faults <file>', 'JSON list of {at, nth, kind, ms}: these faults too')
  .option('--exhaustive', 'every named scenario with every fault at each of its awaits', false)
  .option('--pairs', 'with --exhaustive or --only: pairs of faults around spill, merge and claim too', false)
  .option('--only <name>', 'one scenario, send-protocols, poison-delay, hot-key, broadcast or import')
  .option(
    '--people <number>',
    'how many, with --only broadcast (default: 100000) or import (default: 400000)',
    wholeNumber(1, 10_000_000),
  )
  .option('--trace', 'print each step', false)
  .addHelpText(
    'after',
    `
Examples:
  kairos prove --seeds 500
  kairos prove --seed 17 --trace
  kairos prove --exhaustive --pairs
  kairos prove --only send-protocols
  kairos prove --only hot-key       a million events of one bot: what everybody else waits
  kairos prove --only import        400,000 old customers, twice: nobody is mailed`,
  )
  .action(async (given: ProveOptions) => {
    const { prove } = await import('../tools/prove/prove.ts');
    const holds = await prove(given, (line) => console.log(line));
    process.exit(holds ? 0 : 1);
  });

program
  .command('deploy-local')
  .description('deploy the real stacks to an emulator on this machine (needs Python 3.10 or newer)')
  .option('--port <number>', 'where the emulator listens, on loopback', Number, 4566)
  .option('--stop', 'stop the emulator instead', false)
  .action(async (options: { port: number; stop: boolean }) =>
    (await import('../tools/deploy-local/deploy-local.ts')).deployLocal(options, console.log),
  );

addSchemasCommand(program);
addCatalogueCommand(program);
addCampaignCommands(program);
addSendingCommands(program);
addExplainCommand(program);
addFailedCommands(program);
addBroadcastCommand(program);
addIdentityCommand(program);
addProofCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(`kairos: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
