import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Instant } from '../../../lambdas/core/event/event.ts';
import { collectorCors } from '../../../lib/collector-cors.ts';
import { PUSHING_ACCOUNT } from '../cloud-functions.ts';
import { reply, toApiEvent } from './api-gateway.ts';
import { sendJson } from './http-answers.ts';
import { type Front, isLoopbackHost, listen } from './listen.ts';
import { readBody } from './read-body.ts';

export interface CollectorFrontProps {
  readonly port: number;
  readonly now: () => Instant;
  readonly collect: Respond;
  /** `POST /pubsub`. @default there is no such route */
  readonly relayPubsub?: Respond;
}

type Respond = (request: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** API Gateway's own limit; the collector's is below. */
const BODY_BYTES = 10 * 1024 * 1024;

/** As an HTTP API does it whose stage allows every origin: nobody but this machine's browsers can get here. */
const ANY_ORIGIN = { 'access-control-allow-origin': '*' };
const PREFLIGHT = {
  ...ANY_ORIGIN,
  'access-control-allow-methods': collectorCors.allowMethods.join(','),
  'access-control-allow-headers': collectorCors.allowHeaders.join(','),
  'access-control-max-age': String(collectorCors.maxAgeSeconds),
};
const CORS = { ...ANY_ORIGIN, 'access-control-expose-headers': collectorCors.exposeHeaders.join(',') };

/** What the gateway's authorizer would find in a push's token. On loopback nobody signs one, and nobody else can push. */
const asPushed = (request: APIGatewayProxyEventV2): APIGatewayProxyEventV2 => {
  const authorizer = { jwt: { claims: { email: PUSHING_ACCOUNT, email_verified: 'true' } } };
  return { ...request, requestContext: Object.assign(request.requestContext, { authorizer }) };
};

/** The collector's HTTP API: what a request means is up to the `collect` function, as in AWS. */
export const startCollectorFront = ({ port, now, collect, relayPubsub }: CollectorFrontProps): Promise<Front> => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (!isLoopbackHost(request.headers.host)) return sendJson(response, 403, { message: 'Forbidden' });
      // A browser asks first, because of the `Authorization` header.
      if (request.method === 'OPTIONS') return void response.writeHead(204, PREFLIGHT).end();
      const body = await readBody(request, BODY_BYTES);
      if (body === 'too_large') return sendJson(response, 413, { message: 'Request Entity Too Large' });
      const event = toApiEvent(request, body, now());
      const isPush = relayPubsub !== undefined && event.rawPath === '/pubsub' && request.method === 'POST';
      reply(response, await (isPush ? relayPubsub(asPushed(event)) : collect(event)), CORS);
    } catch {
      sendJson(response, 500, { message: 'Internal Server Error' });
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  return listen(server, { what: 'collector', port, flag: '--collector-port' });
};
