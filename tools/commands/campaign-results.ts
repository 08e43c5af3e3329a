import { z } from 'zod';
import { describeResults } from '../demo/describe-results.ts';
import { endpointsFile, readEndpoints } from '../demo/endpoints-file.ts';

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
export const campaignResultsCommand = async (name: string | undefined, file = endpointsFile): Promise<void> => {
  const endpoints = await readEndpoints(file);
  if (endpoints === undefined) throw new Error(`no demo is running (${file} is not there): npm run demo`);
  let response: Response;
  try {
    response = await fetch(`${endpoints.api}/v1/campaigns/results`);
  } catch {
    throw new Error(`nothing answers at ${endpoints.api}; is the demo still running? Start it anew: npm run demo`);
  }
  if (!response.ok) throw new Error(`the demo answered with status ${response.status}: ${await response.text()}`);
  const { campaigns, currency } = answer.parse(await response.json());
  const chosen = name === undefined ? campaigns : campaigns.filter(({ campaign }) => campaign === name);
  if (name !== undefined && chosen.length === 0) {
    const others = campaigns.map(({ campaign }) => campaign).join(', ') || 'none yet';
    throw new Error(`nobody has entered "${name}"; campaigns that somebody entered: ${others}.`);
  }
  console.log(describeResults(chosen, currency));
};
