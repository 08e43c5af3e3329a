import { z } from 'zod';
import { findDemo, readAnswer } from '../demo/demo-api.ts';
import { describeResults } from '../demo/describe-results.ts';

const count = z.number();
const answer = z.object({
  currency: z.string(),
  campaigns: z.array(
    z.object({
      campaign: z.string(),
      goal: z.object({ did: z.string(), withinMs: count }).optional(),
      arms: z.array(
        z.object({
          arm: z.enum(['treated', 'holdout', 'global_holdout']),
          ...{ entries: count, mailed: count, delivered: count, opened: count, clicked: count },
          ...{ goals: count, revenue: count },
        }),
      ),
    }),
  ),
});

/** `kairos campaign results [name]`: what came of the running demo's campaigns, by arm. */
export const campaignResultsCommand = async (name: string | undefined, file?: string): Promise<void> => {
  const demo = await findDemo(file, 'say its file with --endpoints');
  const { campaigns, currency } = answer.parse(await readAnswer(await demo.ask('GET', '/v1/campaigns/results')));
  const chosen = name === undefined ? campaigns : campaigns.filter(({ campaign }) => campaign === name);
  if (name !== undefined && chosen.length === 0) {
    const others = campaigns.map(({ campaign }) => campaign).join(', ') || 'none yet';
    throw new Error(`nobody has entered "${name}"; campaigns that somebody entered: ${others}.`);
  }
  console.log(describeResults(chosen, currency));
};
