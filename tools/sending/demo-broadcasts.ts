import { z } from 'zod';
import type { Broadcast } from '../../lambdas/core/send/broadcast.ts';
import { type DemoApi, readAnswer } from '../demo/demo-api.ts';
import type { Answer, BroadcastDesk } from './broadcast-desk.ts';

const run = z.object({
  runId: z.string(),
  time: z.union([z.object({ at: z.number() }), z.object({ local: z.string() })]),
  state: z.enum(['counting', 'counted', 'running', 'done', 'stopped', 'cancelled']),
  by: z.string(),
  startedAt: z.number(),
  position: z.string().optional(),
  read: z.number(),
  members: z.number(),
  reachable: z.number(),
});
const broadcast = run.extend({
  campaign: z.string(),
  revision: z.number(),
  earlier: z.array(run).optional(),
}) satisfies z.ZodType<Broadcast>;
const refusal = z.object({ message: z.string() });

const act = async (demo: DemoApi, name: string, verb: string, body: object): Promise<Answer> => {
  const response = await demo.ask('POST', `/v1/broadcasts/${encodeURIComponent(name)}/${verb}`, body);
  const answer: unknown = await response.json();
  if (!response.ok) return { kind: 'refused', why: refusal.parse(answer).message };
  return { kind: 'done', broadcast: z.object({ broadcast }).parse(answer).broadcast };
};

/** The broadcasts of the demo that runs on this machine. */
export const demoBroadcasts = (demo: DemoApi): BroadcastDesk => ({
  status: async () =>
    z.object({ broadcasts: z.array(broadcast) }).parse(await readAnswer(await demo.ask('GET', '/v1/broadcasts')))
      .broadcasts,
  count: (name, when, by) => act(demo, name, 'count', { ...(when !== 'now' && when), by }),
  start: (name, { again = false } = {}) => act(demo, name, 'start', { again }),
  stop: (name, by) => act(demo, name, 'stop', { by }),
  resume: (name, by) => act(demo, name, 'resume', { by }),
});
