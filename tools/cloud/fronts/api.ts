import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { explainIdentity } from '../../../lambdas/steps/explain-identity.ts';
import { findPerson } from '../../../lambdas/steps/find-identity.ts';
import { sendsOfPerson } from '../../../lambdas/steps/sends-of-person.ts';
import { unmergeRequest } from '../../../lambdas/unmerge-profiles/unmerge-request.ts';
import type { EmbeddedCloud } from '../embedded-cloud.ts';
import { shownResults } from '../shown-results.ts';
import { reply, toApiEvent } from './api-gateway.ts';
import { broadcastRoutes } from './broadcast-routes.ts';
import { explainRoute } from './explain-route.ts';
import { describeFailed, listFailed, redrive } from './failed-routes.ts';
import { describeProfile } from './find-profile.ts';
import { delivered, followLink, TRACKED } from './follow-link.ts';
import { notFound, sendJson, sendMailHtml } from './http-answers.ts';
import { importCatalogue } from './import-catalogue.ts';
import { type Front, isLoopbackHost, LOOPBACK, listen } from './listen.ts';
import { previewRoutes } from './preview-routes.ts';
import { readBody } from './read-body.ts';
import { type Routes, readJsonBody } from './route.ts';
import { sendingRoutes } from './sending-routes.ts';
import { sendStaticFile } from './static-files.ts';

const SENDS_SHOWN = 1_000;
const MAILS_SHOWN = 1_000;
const HEARTBEAT_MS = 15_000;

const clockRequest = z.object({
  advanceMs: z
    .number()
    .int()
    .positive()
    .max(366 * 86_400_000),
});

const streamFeed = ({ feed }: EmbeddedCloud, response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': here\n\n');
  const stop = feed.listen((message) => response.write(`data: ${JSON.stringify(message)}\n\n`));
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  response.on('close', () => {
    stop();
    clearInterval(heartbeat);
  });
};

const moveClock = async (cloud: EmbeddedCloud, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const parsed = clockRequest.safeParse(await readJsonBody(request));
  if (!parsed.success)
    return sendJson(response, 400, {
      error: 'bad_request',
      message: 'Send {"advanceMs": n}, n above 0 and at most 366 days: the clock never runs back.',
    });
  if (cloud.clock.isHeld())
    return sendJson(response, 409, {
      error: 'not_live',
      message: 'The day is still being played: try again in a moment.',
    });
  await cloud.skip(parsed.data.advanceMs);
  sendJson(response, 200, { now: cloud.clock.now() });
};

const unmerge = async (cloud: EmbeddedCloud, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const asked = unmergeRequest.safeParse(await readJsonBody(request));
  if (!asked.success) return sendJson(response, 400, { error: 'bad_request', message: z.prettifyError(asked.error) });
  sendJson(response, 200, await cloud.unmerge(asked.data));
};

const routesOf = (cloud: EmbeddedCloud): Routes => {
  const { stores, clock, book } = cloud;
  return [
    [
      'GET',
      /^\/v1\/profiles\/([^/]+)$/,
      async (_request, response, id) => {
        const found = await describeProfile(stores, id);
        if (found === undefined) return notFound(response, 'No profile has this id or address.');
        return sendJson(response, 200, found);
      },
    ],
    [
      'GET',
      /^\/v1\/sends$/,
      async (_request, response, _part, query) => {
        const person = await findPerson(stores.profiles, query.get('profile') ?? '');
        if (person === undefined) return notFound(response, 'No profile has this id or address.');
        return sendJson(response, 200, { sends: await sendsOfPerson(stores.ledger, person, SENDS_SHOWN) });
      },
    ],
    [
      'GET',
      /^\/v1\/identity$/,
      async (_request, response, _part, query) =>
        sendJson(response, 200, { people: await explainIdentity(stores.profiles, query.get('of') ?? '') }),
    ],
    ['POST', /^\/v1\/identity\/unmerge$/, (request, response) => unmerge(cloud, request, response)],
    [
      'GET',
      /^\/v1\/inbox$/,
      (_request, response) =>
        sendJson(response, 200, {
          mails: stores.mail.inbox(MAILS_SHOWN).map(({ id, sendId, campaign, from, to, subject, at, html, text }) => ({
            id,
            sendId,
            isTest: sendId === undefined,
            campaign,
            from,
            to,
            subject,
            at,
            html: delivered(id, html),
            text,
          })),
        }),
    ],
    [
      'GET',
      /^\/v1\/inbox\/([^/]+)$/,
      (_request, response, id) => {
        const mail = stores.mail.find(id);
        if (mail === undefined) return notFound(response, 'No mail has this id.');
        return sendMailHtml(response, delivered(mail.id, mail.html));
      },
    ],
    [
      'GET',
      /^\/v1\/summary$/,
      (_request, response) => {
        const { name, currency } = book.brand;
        return sendJson(response, 200, { now: clock.now(), ...cloud.counts(), brand: { name, currency } });
      },
    ],
    [
      'GET',
      /^\/v1\/campaigns\/results$/,
      (_request, response) =>
        sendJson(response, 200, {
          now: clock.now(),
          currency: book.brand.currency,
          campaigns: shownResults(cloud),
          note: 'Counted in the ledger. Arms differ by chance too: intervals come later.',
        }),
    ],
    ['GET', /^\/v1\/explain$/, explainRoute(cloud)],
    ['GET', /^\/v1\/failed$/, (_request, response, _part, query) => listFailed(cloud.shelf, response, query)],
    ['GET', /^\/v1\/failed\/([^/]+)$/, (_request, response, key) => describeFailed(cloud.shelf, response, key)],
    ['POST', /^\/v1\/failed\/redrive$/, (request, response) => redrive(cloud, request, response)],
    ['GET', /^\/v1\/live$/, (_request, response) => streamFeed(cloud, response)],
    ['GET', /^\/v1\/clock$/, (_request, response) => sendJson(response, 200, { now: clock.now() })],
    [
      'POST',
      /^\/v1\/catalogue\/import$/,
      (request, response, _part, query) => importCatalogue(cloud, request, response, query),
    ],
    ['POST', /^\/v1\/clock$/, (request, response) => moveClock(cloud, request, response)],
    ...sendingRoutes(cloud),
    ...previewRoutes(cloud),
    ...broadcastRoutes(cloud),
  ];
};

/**
 * Any web page may ask the browser to post here, and must not be able to move the clock. Reading is left to the
 * browser's own rules: a mail's pictures are asked for with the origin "null" of its sandbox.
 */
const isForeign = ({ method, headers: { origin } }: IncomingMessage): boolean =>
  method !== 'GET' && origin !== undefined && !isLoopbackHost(origin.replace(/^http:\/\//, ''));

const PREFERENCES = '/u/';
const FORM_BYTES = 100_000;

/** The page behind a mail's links. Its form comes without an origin, a mail program's click from anywhere. */
const servePreferences = async (
  cloud: EmbeddedCloud,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const body = await readBody(request, FORM_BYTES);
  if (body === 'too_large') return sendJson(response, 413, { message: 'Request Entity Too Large' });
  reply(response, await cloud.managePreferences(toApiEvent(request, body, cloud.clock.now())));
};

/** A part of a path as it was meant; undefined where its percent signs encode no text. */
const decodeSegment = (encoded: string): string | undefined => {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
};

/** The REST of the embedded cloud, its live feed, and the console page. */
export const startApiFront = ({ port, cloud }: { readonly port: number; readonly cloud: EmbeddedCloud }) => {
  const routes = routesOf(cloud);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const url = new URL(request.url ?? '/', `http://${LOOPBACK}`);
    const path = url.pathname;
    const isPublic = path.startsWith(PREFERENCES);
    if (!isLoopbackHost(request.headers.host) || (isForeign(request) && !isPublic))
      return sendJson(response, 403, { error: 'loopback_only' });
    if (isPublic) return servePreferences(cloud, request, response);
    if (path.startsWith(TRACKED)) return followLink(cloud, request, response, path);
    for (const [method, pattern, route] of routes) {
      const match = pattern.exec(path);
      if (match === null || method !== request.method) continue;
      const named = decodeSegment(match[1] ?? '');
      if (named === undefined)
        return sendJson(response, 400, { error: 'invalid_path', message: 'The path is no percent-encoded UTF-8.' });
      return route(request, response, named, url.searchParams);
    }
    if ((request.method === 'GET' || request.method === 'HEAD') && (await sendStaticFile(response, path))) return;
    notFound(response, 'There is nothing here; the console is at /.');
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => {
      if (!response.headersSent) sendJson(response, 500, { error: 'internal' });
    });
  });
  return listen(server, { what: 'console and its API', port, flag: '--api-port' }) satisfies Promise<Front>;
};
