import { type Command, InvalidArgumentError, Option } from 'commander';
import { failureReason } from '../../lambdas/decode/failed-event-json.ts';
import type { FailedAccess } from '../failed/failed-access.ts';
import type { RedriveAnswer } from '../failed/failed-views.ts';
import { wholeNumber } from './arguments.ts';
import { type Where, withWhere } from './where.ts';

/** Objects a page of a redrive looks at: after each there is progress to show. */
const PAGE = 500;

interface Selected extends Where {
  readonly reason?: (typeof failureReason.options)[number];
  readonly day?: string;
  readonly schema?: string;
  readonly source?: string;
  readonly event?: string;
}
type ListArguments = Selected & { readonly limit: number; readonly json: boolean };
type RedriveArguments = Selected & {
  readonly key?: string;
  readonly mend?: string;
  readonly dryRun: boolean;
  readonly old: boolean;
  readonly all: boolean;
};

const day = (text: string): string => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('Say a day as 2026-11-24 (UTC).');
  return text;
};

const selecting = (command: Command): Command =>
  command
    .addOption(new Option('--reason <name>', 'why they failed').choices(failureReason.options))
    .option('--day <day>', 'when they failed, as 2026-11-24 (UTC)', day)
    .option('--schema <name>', 'the schema that they broke, as order-completed/1.json')
    .option('--source <name>', 'who sent them')
    .option('--event <name>', 'as "Order Completed"');

/** `kairos failed list | show | redrive`: what could not be used, why, and back with it. */
export const addFailedCommands = (program: Command): void => {
  const failed = program
    .command('failed')
    .description('browse events that could not be used, mend them, put them back');
  withWhere(selecting(failed.command('list')))
    .description('how many wait, by reason and day; and what is wrong with those that are asked for')
    .option('--limit <number>', 'how many are read', wholeNumber(1, 10_000), 1_000)
    .option('--json', 'print it as JSON', false)
    .addHelpText('after', '\nExample:\n  kairos failed list --reason schema_violation --day 2026-11-24')
    .action(listCommand);
  withWhere(failed.command('show'))
    .description('one of them whole: reason, place, producer, and what it holds (personal data, perhaps)')
    .argument('<key>', 'as `failed list` prints it')
    .action(showCommand);
  withWhere(selecting(failed.command('redrive')))
    .description('send them through the pipeline again; what would fail again stays where it is')
    .option('--key <key>', 'this one alone')
    .option('--mend <file>', 'change them first: see examples/mends/')
    .option('--dry-run', 'show before and after, and whether it would pass now; change nothing', false)
    .option('--old', 'also what is older than message ids are remembered, and so might count twice', false)
    .option('--all', 'everything that waits, where nothing else selects', false)
    .addHelpText(
      'after',
      `
Examples:
  kairos failed redrive --reason unknown_schema
  kairos failed redrive --mend examples/mends/order-totals-as-text.yaml --dry-run
  kairos failed redrive --all --stage prod`,
    )
    .action(redriveCommand);
};

const open = async ({ stage, endpoints }: Where): Promise<FailedAccess> => {
  const { awsAccess, demoAccess } = await import('../failed/failed-access.ts');
  if (stage !== undefined) {
    const { default: validators } = await import('../../lambdas/generated/validators.js');
    return awsAccess(stage, validators);
  }
  const { findDemo } = await import('../demo/demo-api.ts');
  return demoAccess(await findDemo(endpoints));
};

const listCommand = async ({ stage, endpoints, json, limit, ...asked }: ListArguments): Promise<void> => {
  const { describeList } = await import('../failed/describe-failed.ts');
  const isAsked = Object.keys(asked).length > 0;
  const list = await (await open({ stage, endpoints })).list({ ...asked, limit: isAsked || json ? limit : 0 });
  if (json) console.log(JSON.stringify(list, null, 2));
  else for (const line of describeList(list, isAsked)) console.log(line);
};

const showCommand = async (key: string, where: Where): Promise<void> => {
  const { describeDetail } = await import('../failed/describe-failed.ts');
  const detail = await (await open(where)).show(key);
  if (detail === undefined) throw new Error(`nothing of ours lies under ${key}: kairos failed list prints what waits`);
  for (const line of describeDetail(detail)) console.log(line);
};

const redriveCommand = async ({
  stage,
  endpoints,
  key,
  mend,
  dryRun,
  old,
  all,
  ...select
}: RedriveArguments): Promise<void> => {
  const { addReports, describePreviews, describeReport } = await import('../failed/describe-failed.ts');
  const { readMendFile } = await import('../failed/mend-file.ts');
  if (Object.keys(select).length === 0 && key === undefined && mend === undefined && !all)
    throw new Error(
      'everything that waits? Then say --all; else --reason, --day, --schema, --source, --event or --key',
    );
  const written = mend === undefined ? {} : { mend: await readMendFile(process.cwd(), mend) };
  const request = { select: { ...select, ...(key !== undefined && { key }) }, ...written, dryRun, old, limit: PAGE };
  const access = await open({ stage, endpoints });
  let total: RedriveAnswer | undefined;
  let after: string | undefined;
  do {
    const page = await access.redrive({ ...request, ...(after !== undefined && { after }) });
    total = total === undefined ? page : addReports(total, page);
    after = page.next;
    if (after !== undefined) console.error(`… ${total.redriven} so far, ${total.stillFailing} would fail again`);
  } while (after !== undefined);
  if (dryRun) for (const line of describePreviews(total)) console.log(line);
  for (const line of describeReport(total, dryRun)) console.log(line);
};
