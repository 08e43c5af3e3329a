import type { Command } from 'commander';
import type { Answer } from '../explain/explain-person.ts';
import { type Where, withWhere } from './where.ts';

interface Given extends Where {
  readonly json: boolean;
}

const askedOf = async ({ stage, endpoints }: Where, who: string, campaign: string | undefined): Promise<Answer> => {
  if (stage === undefined) {
    const [{ findDemo }, { askDemoToExplain }] = await Promise.all([
      import('../demo/demo-api.ts'),
      import('../explain/ask-demo.ts'),
    ]);
    return askDemoToExplain(await findDemo(endpoints), who, campaign);
  }
  const [{ explainPerson }, { stagePorts }] = await Promise.all([
    import('../explain/explain-person.ts'),
    import('../explain/stage-ports.ts'),
  ]);
  return explainPerson(await stagePorts(stage), who, campaign);
};

/** `kairos explain`: why somebody did, or did not, get a mail, in sentences that can be read out. */
export const addExplainCommand = (program: Command): void => {
  withWhere(program.command('explain'))
    .description('why somebody did, or did not, get a campaign’s mails')
    .argument('<person>', 'profile, user or anonymous id, or e-mail address')
    .argument('[campaign]', 'this one alone')
    .option('--json', 'everything that is known, as JSON', false)
    .addHelpText(
      'after',
      '\nExamples:\n  kairos explain ada@example.com cart-abandoned\n  kairos explain user-17 --stage prod --json',
    )
    .action(async (who: string, campaign: string | undefined, { json, ...where }: Given) => {
      const answer = await askedOf(where, who, campaign);
      if (answer.kind === 'unknown_person')
        throw new Error('no profile has this id or address; say a profile, user or anonymous id, or an address.');
      if (answer.kind === 'unknown_campaign')
        throw new Error(`no campaign is called ${campaign}; there are: ${answer.known.join(', ')}.`);
      const { describeExplanations } = await import('../explain/describe-explanations.ts');
      console.log(json ? JSON.stringify(answer, null, 2) : describeExplanations(answer));
    });
};
