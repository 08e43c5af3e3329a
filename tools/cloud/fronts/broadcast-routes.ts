import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { own } from '../../../lambdas/core/own.ts';
import { type Answer, type BroadcastWhen, broadcastDesk } from '../../sending/broadcast-desk.ts';
import type { EmbeddedCloud } from '../embedded-cloud.ts';
import { notFound, sendJson } from './http-answers.ts';
import { type Routes, readJsonBody } from './route.ts';

const asked = z.object({
  by: z.string().min(1).max(500).default('console'),
  at: z.number().optional(),
  local: z.string().max(100).optional(),
  again: z.boolean().default(false),
});

const readAsked = async (request: IncomingMessage): Promise<z.infer<typeof asked> | undefined> =>
  asked.safeParse(await readJsonBody(request)).data;

const whenOf = (local: string | undefined, at: number | undefined): BroadcastWhen => {
  if (local !== undefined) return { local };
  return at === undefined ? 'now' : { at };
};

/** Counting, starting, stopping and resuming broadcasts: the same as `kairos broadcast`. */
export const broadcastRoutes = (cloud: EmbeddedCloud): Routes => {
  const { stores, book, clock } = cloud;
  const { broadcasts, holds } = stores;
  const desk = broadcastDesk({ book, broadcasts, holds, clock, random: cloud.random });
  const acts: Readonly<Record<string, (name: string, given: z.infer<typeof asked>) => Promise<Answer>>> = {
    count: (name, { local, at, by }) => desk.count(name, whenOf(local, at), by),
    start: (name, { again }) => desk.start(name, { again }),
    stop: (name, { by }) => desk.stop(name, by),
    resume: (name, { by }) => desk.resume(name, by),
  };
  return [
    ['GET', /^\/v1\/broadcasts$/, async (_, response) => sendJson(response, 200, { broadcasts: await desk.status() })],
    [
      'POST',
      /^\/v1\/broadcasts\/([^/]+\/[a-z]+)$/,
      async (request, response, part) => {
        const [name = '', verb = ''] = part.split('/');
        const act = own(acts, verb);
        if (act === undefined) return notFound(response, 'A broadcast can be counted, started, stopped and resumed.');
        const given = await readAsked(request);
        if (given === undefined)
          return sendJson(response, 400, {
            error: 'bad_request',
            message:
              'Send {"by": "who"}, to count {"at": ms} or {"local": "2026-12-01 09:00"}, to start {"again": true}.',
          });
        const answer = await act(name, given);
        if (answer.kind === 'refused') return sendJson(response, 409, { error: 'refused', message: answer.why });
        // Whoever asks does not want to wait for the next full minute.
        await cloud.runBroadcasts();
        return sendJson(response, 200, { broadcast: stores.broadcasts.runs.get(name) });
      },
    ],
  ];
};
