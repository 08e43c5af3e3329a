import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { sendingDesk } from '../../sending/sending-desk.ts';
import type { EmbeddedCloud } from '../embedded-cloud.ts';
import { notFound, sendJson } from './http-answers.ts';
import { type Routes, readJsonBody } from './route.ts';

const word = z.string().min(1).max(500);
const asked = z.object({ by: word.default('console'), reason: word.default('no reason given') });

/** Who asks and why; undefined where the body is something else. */
const readAsked = async (request: IncomingMessage): Promise<z.infer<typeof asked> | undefined> =>
  asked.safeParse(await readJsonBody(request)).data;

const badRequest = (response: ServerResponse): void =>
  sendJson(response, 400, { error: 'bad_request', message: 'Send {"by": "who", "reason": "why"}, or nothing.' });

/** Seeing, pausing and resuming what goes out: the same as `kairos campaign` and `kairos sending`. */
export const sendingRoutes = ({ stores: { holds, health }, book, clock }: EmbeddedCloud): Routes => {
  const desk = sendingDesk({ holds, health, book, clock });
  const unknown = (response: ServerResponse, name: string): void =>
    notFound(
      response,
      `No campaign is called ${name}; there are: ${book.campaigns.map((one) => one.name).join(', ')}.`,
    );
  return [
    ['GET', /^\/v1\/campaigns$/, async (_request, response) => sendJson(response, 200, await desk.status())],
    [
      'POST',
      /^\/v1\/campaigns\/([^/]+)\/pause$/,
      async (request, response, name) => {
        const given = await readAsked(request);
        if (given === undefined) return badRequest(response);
        const outcome = await desk.pauseCampaign(name, given.by, given.reason);
        return outcome === 'unknown' ? unknown(response, name) : sendJson(response, 200, { outcome });
      },
    ],
    [
      'POST',
      /^\/v1\/campaigns\/([^/]+)\/resume$/,
      async (request, response, name) => {
        const given = await readAsked(request);
        if (given === undefined) return badRequest(response);
        const outcome = await desk.resumeCampaign(name, given.by);
        return outcome === 'unknown' ? unknown(response, name) : sendJson(response, 200, { outcome });
      },
    ],
    [
      'POST',
      /^\/v1\/sending\/pause$/,
      async (request, response) => {
        const given = await readAsked(request);
        if (given === undefined) return badRequest(response);
        await desk.pauseMarketing(given.by, given.reason);
        return sendJson(response, 200, { outcome: 'done' });
      },
    ],
    [
      'POST',
      /^\/v1\/sending\/resume$/,
      async (request, response) => {
        const given = await readAsked(request);
        if (given === undefined) return badRequest(response);
        return sendJson(response, 200, { lifted: await desk.resumeSending(given.by) });
      },
    ],
  ];
};
