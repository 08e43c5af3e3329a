import { z } from 'zod';
import type { HoldName } from '../../lambdas/core/send/hold.ts';
import { type DemoApi, readAnswer } from '../demo/demo-api.ts';
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

/** The desk of the demo that runs on this machine. */
export const demoDesk = (demo: DemoApi): SendingDesk => {
  const ofCampaign = async (name: string, act: string, body: object) => {
    const response = await demo.ask('POST', `/v1/campaigns/${encodeURIComponent(name)}/${act}`, body);
    return response.status === 404 ? 'unknown' : campaignOutcome.parse(await readAnswer(response)).outcome;
  };
  return {
    status: async () => status.parse(await readAnswer(await demo.ask('GET', '/v1/campaigns'))),
    pauseCampaign: async (name, by, reason) =>
      (await ofCampaign(name, 'pause', { by, reason })) === 'unknown' ? 'unknown' : 'done',
    resumeCampaign: (name, by) => ofCampaign(name, 'resume', { by }),
    pauseMarketing: async (by, reason) =>
      void (await readAnswer(await demo.ask('POST', '/v1/sending/pause', { by, reason }))),
    resumeSending: async (by) =>
      lifted.parse(await readAnswer(await demo.ask('POST', '/v1/sending/resume', { by }))).lifted,
  };
};
