import { type Command, Option } from 'commander';
import { stageNames } from '../../lib/stages.ts';

/** What a command works on: a deployment, or else the demo that runs on this machine. */
export interface Where {
  readonly stage?: string;
  readonly endpoints?: string;
}

/** Lets a command be told where. */
export const withWhere = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--stage <name>',
        'of a deployment, by the AWS credentials of the environment (default: the running demo)',
      ).choices(stageNames),
    )
    .option('--endpoints <file>', 'where the demo wrote its addresses (default: .kairos/endpoints.json)');
