import type { Command } from 'commander';
import { type Where, withWhere } from './where.ts';

interface Asked extends Where {
  readonly json: boolean;
}

interface UnmergeArguments extends Asked {
  readonly link?: string;
  readonly from?: string;
  readonly dryRun: boolean;
  readonly forgetMissing: boolean;
}

const sourceOf = async ({ stage, endpoints }: Where) => {
  const { demoSource, stageSource } = await import('../identity/identity-source.ts');
  return stage === undefined ? demoSource(endpoints) : stageSource(stage);
};

/** `kairos identity explain | unmerge`: who is who, why, and how two people become two again. */
export const addIdentityCommand = (program: Command): void => {
  const identity = program.command('identity').description('who is who, and why; two people who were taken for one');

  withWhere(identity.command('explain'))
    .option('--json', 'print the answer as JSON', false)
    .description(
      'say which profile an identifier or an address leads to, by which redirects, and which events linked what',
    )
    .argument('<of>', "user:ada, anonymous:phone, an id without its kind, a profile's id, or an address")
    .addHelpText('after', '\nExample:\n  kairos identity explain user:ada --stage prod')
    .action(async (of: string, given: Asked) => {
      const people = await (await sourceOf(given)).explain(of);
      const { describeIdentity } = await import('../identity/describe-identity.ts');
      const lines = given.json ? [JSON.stringify({ of, people }, null, 2)] : describeIdentity(of, people);
      for (const line of lines) console.log(line);
      if (people.length === 0) process.exitCode = 1;
    });

  withWhere(identity.command('unmerge'))
    .option('--json', 'print the answer as JSON', false)
    .description('take two identifiers of one person apart for good: both histories are folded anew from the lake')
    .argument('<a>', 'user:ada, anonymous:phone, or an id without its kind')
    .argument('[b]', 'the one that is somebody else’s')
    .option('--link <event>', 'instead of b: the event that linked the two, as explain prints it (web:m-1)')
    .option('--from <day>', 'read the lake from this day on (default: the day before the first event)')
    .option('--dry-run', 'only say what would come of it', false)
    .option('--forget-missing', 'go on although the lake lacks events that were folded', false)
    .addHelpText(
      'after',
      `
Nothing can be half done: asked again after an interruption, it goes on or says that it was done.
Examples:
  kairos identity unmerge user:ada anonymous:tablet --dry-run
  kairos identity unmerge user:ada --link website:5f1c --stage prod`,
    )
    .action(async (a: string, b: string | undefined, given: UnmergeArguments) => {
      const { link, from, dryRun, forgetMissing } = given;
      if ((b === undefined) === (link === undefined))
        throw new Error('say whom to take it from: a second identifier, or the event that linked them with --link.');
      const source = await sourceOf(given);
      const saying = sayHowLong();
      const report = await source.unmerge({ a, b, link, from, dryRun, forgetMissing }).finally(saying.stop);
      const { describeUnmerge } = await import('../identity/describe-unmerge.ts');
      const { lines, ok } = describeUnmerge(report);
      for (const line of given.json ? [JSON.stringify(report, null, 2)] : lines) console.log(line);
      if (!ok) process.exitCode = 1;
    });
};

const SAID_EACH_MS = 10_000;

/** The function tells nothing before its end: at least that it is still at it, and for how long it may be. */
const sayHowLong = (): { stop(): void } => {
  const startedAt = performance.now();
  const timer = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    console.error(`reading the lake for ${seconds} s (15 minutes at most) …`);
  }, SAID_EACH_MS);
  return { stop: () => clearInterval(timer) };
};
