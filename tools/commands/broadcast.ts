import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { type Command, InvalidArgumentError } from 'commander';
import type { Broadcast, BroadcastTime } from '../../lambdas/core/send/broadcast.ts';
import type { Answer, BroadcastDesk } from '../sending/broadcast-desk.ts';
import { againMistake } from '../sending/broadcast-mistakes.ts';
import { describeBroadcast } from '../sending/describe-broadcast.ts';
import { isWallTime } from '../sending/wall-time.ts';
import { type Where, withWhere } from './where.ts';

interface BroadcastArguments extends Where {
  readonly at?: BroadcastTime;
  readonly now?: true;
  readonly dryRun: boolean;
  readonly yes: boolean;
  readonly again: boolean;
  readonly stop: boolean;
  readonly resume: boolean;
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

const print = (broadcast: Broadcast, ...more: readonly string[]): void =>
  console.log([...describeBroadcast(broadcast), ...more].join('\n'));

const goesOut = (name: string): string =>
  `It goes out at the rate that SES takes, behind all other mail. To stop it: kairos broadcast ${name} --stop.`;

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
    if (all.length === 0) console.log('No broadcast was ever started.');
    for (const broadcast of all) print(broadcast);
    return;
  }
  if (given.stop)
    return print(
      expectDone(await desk.stop(name, given.by)),
      `Nobody further is mailed; what waits expires. To go on with it: kairos broadcast ${name} --resume.`,
    );
  if (given.resume) return print(expectDone(await desk.resume(name, given.by)), goesOut(name));
  if (given.at === undefined && given.now === undefined)
    throw new Error('say when: --now, or --at "2026-12-01 09:00".');
  await begin(desk, name, given);
};

const begin = async (desk: BroadcastDesk, name: string, given: BroadcastArguments): Promise<void> => {
  // Said before the count, which may take minutes.
  const before = (await desk.status()).find(({ campaign }) => campaign === name);
  const mistake = before === undefined ? undefined : againMistake(before);
  if (mistake !== undefined && !given.again && !given.dryRun) throw new Error(mistake);
  expectDone(await desk.count(name, given.at ?? 'now', given.by));
  const counted = await untilCounted(desk, name);
  print(counted);
  if (mistake !== undefined) console.log(`TAKE CARE: ${mistake}`);
  if (given.dryRun) return;
  const question = `Mail ${counted.reachable} addresses${mistake === undefined ? '' : ' AGAIN'}? [y/N] `;
  if (!given.yes && !(await isConfirmed(question))) {
    console.log('Nothing was sent.');
    return;
  }
  print(expectDone(await desk.start(name, { again: given.again })), goesOut(name));
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
    .option('--again', 'mail those too who got it in an earlier run', false)
    .option('--stop', 'mail nobody further, of any of its runs', false)
    .option('--resume', 'go on with the run that was stopped: it mails nobody twice', false)
    .option('--status', 'how far it is', false)
    .option('--by <who>', 'whom the record names', userInfo().username)
    .addHelpText(
      'after',
      `
Examples:
  kairos broadcast first-look --now --dry-run
  kairos broadcast first-look --at "2027-03-01 09:00" --stage prod
  kairos broadcast first-look --stop --stage prod
  kairos broadcast first-look --resume --stage prod`,
    )
    .action(broadcastCommand);
};
