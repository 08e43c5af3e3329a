import { z } from 'zod';
import type { HoldName } from '../../lambdas/core/send/hold.ts';
import { endpointsFile, readEndpoints } from '../demo/endpoints-file.ts';
import type { SendingDesk } from './sending-desk.ts';

const hold = z.object({
  name: z.string().transform((name) => name as HoldName),
  at: z.number(),
  by: z.string(),
  reason: z.string(),
  until: z.number().optional(),
});
const status = z.object({
  campaigns: z.array(
    z.object({
      name: z.string(),
      status: z.enum(['draft', 'live', 'paused']),
      transactional: z.boolean(),
      hold: hold.optional(),
    }),
  ),
  holds: z.array(hold),
  reception: z.object({ mails: z.number(), bounced: z.number(), complained: z.number() }),
});
const campaignOutcome = z.object({ outcome: z.enum(['done', 'not_paused']) });
const lifted = z.object({ lifted: z.array(z.string().transform((name) => name as HoldName)) });

/** Asks the running demo; an error says what to do where none answers. */
export const askDemo = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<Response> => {
  const endpoints = await readEndpoints();
  if (endpoints === undefined)
    throw new Error(
      `no demo is running (${endpointsFile} is not there): npm run demo, or name a deployment with --stage.`,
    );
  try {
    const headers = { 'content-type': 'application/json' };
    return await fetch(`${endpoints.api}${path}`, {
      method,
      ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }),
    });
  } catch {
    throw new Error(`nothing answers at ${endpoints.api}; is the demo still running? Start it anew: npm run demo`);
  }
};

const json = async (response: Response): Promise<unknown> => {
  if (!response.ok) throw new Error(`the demo answered with status ${response.status}: ${await response.text()}`);
  return response.json();
};

/** The desk of the demo that runs on this machine. */
export const demoDesk = (): SendingDesk => {
  const ofCampaign = async (name: string, act: string, body: unknown) => {
    const response = await askDemo('POST', `/v1/campaigns/${encodeURIComponent(name)}/${act}`, body);
    return response.status === 404 ? 'unknown' : campaignOutcome.parse(await json(response)).outcome;
  };
  return {
    status: async () => status.parse(await json(await askDemo('GET', '/v1/campaigns'))),
    pauseCampaign: async (name, by, reason) =>
      (await ofCampaign(name, 'pause', { by, reason })) === 'unknown' ? 'unknown' : 'done',
    resumeCampaign: (name, by) => ofCampaign(name, 'resume', { by }),
    pauseMarketing: async (by, reason) => void (await json(await askDemo('POST', '/v1/sending/pause', { by, reason }))),
    resumeSending: async (by) => lifted.parse(await json(await askDemo('POST', '/v1/sending/resume', { by }))).lifted,
  };
};
