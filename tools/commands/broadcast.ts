import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import type { Broadcast, BroadcastTime } from '../../lambdas/core/send/broadcast.ts';
import type { Answer, BroadcastDesk } from '../sending/broadcast-desk.ts';
import { isWallTime } from '../sending/wall-time.ts';
import { type Where, withWhere } from './where.ts';

interface BroadcastArguments extends Where {
  readonly at?: BroadcastTime;
  readonly now?: true;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly stop: boolean;
  readonly status: boolean;
  readonly by: string;
}

/** `2026-12-01 09:00` is each recipient's own clock; `2026-12-01T09:00:00Z` is one instant for all. */
export const broadcastTime = (text: string): BroadcastTime => {
  if (isWallTime(text)) return { local: text };
  const at = /T.*(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new InvalidArgumentError('Say "2026-12-01 09:00" (each recipient’s own clock) or 2026-12-01T09:00:00Z.');
  return { at };
};

const deskOf = async ({ stage, endpoints }: Where): Promise<BroadcastDesk> => {
  if (stage !== undefined) return (await import('../sending/stage-desk.ts')).stageBroadcasts(stage);
  const [{ findDemo }, { demoBroadcasts }] = await Promise.all([
    import('../demo/demo-api.ts'),
    import('../sending/demo-broadcasts.ts'),
  ]);
  return demoBroadcasts(await findDemo(endpoints));
};

const expectDone = (answer: Answer): Broadcast => {
  if (answer.kind === 'refused') throw new Error(answer.why);
  return answer.broadcast;
};

const describe = ({ campaign, state, read, members, reachable, time, by, startedAt }: Broadcast): string =>
  `${campaign.padEnd(24)} ${state.padEnd(9)} ${reachable} addresses of ${members} people, ${read} profiles read; due ${
    'local' in time ? `${time.local} by each recipient’s clock` : new Date(time.at).toISOString()
  }; ${by}, ${new Date(startedAt).toISOString().slice(0, 16)}Z`;

const LOOK_EACH_MS = 2_000;

/** Counting is the function's work, a minute's run at a time: looks until it is done. */
const untilCounted = async (desk: BroadcastDesk, campaign: string): Promise<Broadcast> => {
  for (;;) {
    const found = (await desk.status()).find((one) => one.campaign === campaign);
    if (found?.state === 'counted') return found;
    if (found?.state !== 'counting')
      throw new Error(`${campaign} is ${found?.state ?? 'gone'}: somebody else changed it.`);
    process.stderr.write(`\r${found.read} profiles read, ${found.reachable} addresses so far `);
    await pause(LOOK_EACH_MS);
  }
};

const isConfirmed = async (question: string): Promise<boolean> => {
  if (!process.stdin.isTTY) throw new Error('nobody is there to say yes: add --yes.');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
};

const broadcastCommand = async (name: string | undefined, given: BroadcastArguments): Promise<void> => {
  const desk = await deskOf(given);
  if (given.status || name === undefined) {
    const all = await desk.status();
    for (const line of all.length === 0 ? ['No broadcast was ever started.'] : all.map(describe)) console.log(line);
    return;
  }
  if (given.stop) {
    console.log(
      `${describe(expectDone(await desk.stop(name, given.by)))}\nNobody further is mailed; what waits expires.`,
    );
    return;
  }
  if (given.at === undefined && given.now === undefined)
    throw new Error('say when: --now, or --at "2026-12-01 09:00".');
  expectDone(await desk.count(name, given.at ?? 'now', given.by));
  const counted = await untilCounted(desk, name);
  console.log(describe(counted));
  if (given.dryRun) return;
  if (!given.yes && !(await isConfirmed(`Mail ${counted.reachable} addresses? [y/N] `))) {
    console.log('Nothing was sent.');
    return;
  }
  console.log(describe(expectDone(await desk.start(name))));
  console.log('It goes out at the rate that SES takes, behind all other mail. To stop it: kairos broadcast --stop.');
};

/** `kairos broadcast NAME`: one mail to a segment, after a count and a yes. */
export const addBroadcastCommand = (program: Command): void => {
  withWhere(program.command('broadcast'))
    .description('mail everybody in a segment once, now or at a local time; without a name: how far they are')
    .argument('[name]', 'of a campaign with trigger: { broadcast: SEGMENT }')
    .option('--now', 'as soon as SES takes it')
    .option('--at <time>', '"2026-12-01 09:00" by each recipient’s clock, or 2026-12-01T09:00:00Z', broadcastTime)
    .option('--dry-run', 'only count whom it would reach', false)
    .option('--yes', 'do not ask', false)
    .option('--stop', 'mail nobody further', false)
    .option('--status', 'how far it is', false)
    .option('--by <who>', 'whom the record names', userInfo().username)
    .addHelpText(
      'after',
      `
Examples:
  kairos broadcast first-look --now --dry-run
  kairos broadcast first-look --at "2027-03-01 09:00" --stage prod
  kairos broadcast first-look --stop --stage prod`,
    )
    .action(broadcastCommand);
};
