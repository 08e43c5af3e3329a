import { userInfo } from 'node:os';
import { type Command, Option } from 'commander';
import type { SendingDesk } from '../sending/sending-desk.ts';
import { addPreviewCommands } from './preview.ts';
import { type Where, withWhere } from './where.ts';

interface Who extends Where {
  readonly by: string;
}
interface Why extends Who {
  readonly reason: string;
}

const byOption = (): Option => new Option('--by <who>', 'whom the record names').default(userInfo().username);
const reasonOption = (): Option => new Option('--reason <text>', 'for those who wonder').default('no reason given');

const deskOf = async ({ stage, endpoints }: Where): Promise<SendingDesk> => {
  if (stage !== undefined) return (await import('../sending/stage-desk.ts')).stageDesk(stage);
  const [{ findDemo }, { demoDesk }] = await Promise.all([
    import('../demo/demo-api.ts'),
    import('../sending/demo-desk.ts'),
  ]);
  return demoDesk(await findDemo(endpoints));
};

const AGAIN = 'What waited goes on within a quarter of an hour, unless it has expired.';
const HELD = 'In force within 10 seconds. What waits is held in the ledger; it still ends or expires by its own rules.';

/** `kairos campaign …`: what is done about a campaign while it runs. The group is open to further commands. */
export const addCampaignCommands = (program: Command): Command => {
  const campaign = program.command('campaign').description('see, pause and resume campaigns without a deployment');
  withWhere(campaign.command('status'))
    .description('what each campaign does, and what holds mail back')
    .action(async (given: Where) => {
      const { describeSending } = await import('../sending/describe-sending.ts');
      for (const line of describeSending(await (await deskOf(given)).status())) console.log(line);
    });
  withWhere(campaign.command('pause'))
    .description('hold a campaign’s mail: what waits stays in the ledger')
    .argument('<name>', 'of the campaign')
    .addOption(byOption())
    .addOption(reasonOption())
    .addHelpText(
      'after',
      '\nExample:\n  kairos campaign pause cart-abandoned --reason "wrong price in the mail" --stage prod',
    )
    .action(async (name: string, given: Why) => {
      const desk = await deskOf(given);
      if ((await desk.pauseCampaign(name, given.by, given.reason)) === 'unknown') throw await unknown(desk, name);
      console.log(`${name} is paused. ${HELD}`);
    });
  withWhere(campaign.command('resume'))
    .description('let a paused campaign go on')
    .argument('<name>', 'of the campaign')
    .addOption(byOption())
    .action(async (name: string, given: Who) => {
      const desk = await deskOf(given);
      const outcome = await desk.resumeCampaign(name, given.by);
      if (outcome === 'unknown') throw await unknown(desk, name);
      console.log(
        outcome === 'done' ? `${name} goes on. ${AGAIN}` : `${name} was not paused here: there is nothing to resume.`,
      );
    });
  campaign
    .command('results')
    .description('what came of the running demo’s campaigns, by arm: entries, mails, goals and revenue')
    .argument('[name]', 'of one campaign')
    .option('--endpoints <file>', 'where the demo wrote its addresses (default: .kairos/endpoints.json)')
    .addHelpText('after', '\nExample:\n  kairos campaign results cart-abandoned')
    .action(async (name: string | undefined, given: { readonly endpoints?: string }) =>
      (await import('./campaign-results.ts')).campaignResultsCommand(name, given.endpoints),
    );
  withWhere(campaign.command('reference'))
    .description('write docs/campaigns.md: every key of the campaign language, from the schemas')
    .action(async () => (await import('./campaign-reference.ts')).campaignReferenceCommand());
  addPreviewCommands(campaign);
  return campaign;
};

const unknown = async (desk: SendingDesk, name: string): Promise<Error> => {
  const { campaigns } = await desk.status();
  return new Error(`no campaign is called ${name}; there are: ${campaigns.map((one) => one.name).join(', ')}.`);
};

/** `kairos sending …`: all marketing mail at once, and the circuit breaker. */
export const addSendingCommands = (program: Command): void => {
  const sending = program.command('sending').description('see, pause and resume all marketing mail');
  withWhere(sending.command('status'))
    .description('what holds mail back, and how mail was received')
    .action(async (given: Where) => {
      const { describeSending } = await import('../sending/describe-sending.ts');
      for (const line of describeSending(await (await deskOf(given)).status())) console.log(line);
    });
  withWhere(sending.command('pause'))
    .description('hold all marketing mail; transactional mail goes on')
    .addOption(byOption())
    .addOption(reasonOption())
    .action(async (given: Why) => {
      await (await deskOf(given)).pauseMarketing(given.by, given.reason);
      console.log(`Marketing mail is paused. ${HELD}`);
    });
  withWhere(sending.command('resume'))
    .description('lift whatever holds more than one campaign: yours, the circuit breaker’s, SES’s')
    .addOption(byOption())
    .addHelpText('after', '\nThe circuit breaker counts anew from then on.')
    .action(async (given: Who) => {
      const lifted = await (await deskOf(given)).resumeSending(given.by);
      console.log(lifted.length === 0 ? 'Nothing was held.' : `Lifted: ${lifted.join(', ')}. ${AGAIN}`);
    });
};
