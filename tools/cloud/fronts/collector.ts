import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Instant } from '../../../lambdas/core/event/event.ts';
import { ACCOUNT } from '../aws-events.ts';
import { sendJson } from './http-answers.ts';
import { type Front, isLoopbackHost, LOOPBACK, listen } from './listen.ts';
import { readBody } from './read-body.ts';

export interface CollectorFrontProps {
  readonly port: number;
  readonly now: () => Instant;
  readonly collect: (request: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
}

/** API Gateway's own limit; the collector's is below. */
const BODY_BYTES = 10 * 1024 * 1024;

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );

/** An HTTP API's request in payload format 2.0. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
const toApiEvent = (request: IncomingMessage, body: Buffer, now: Instant): APIGatewayProxyEventV2 => {
  const url = new URL(request.url ?? '/', `http://${LOOPBACK}`);
  const method = request.method ?? 'GET';
  const headers: Record<string, string> = { ...headersOf(request), 'x-forwarded-proto': 'http' };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    queryStringParameters: Object.fromEntries(url.searchParams),
    requestContext: {
      accountId: ACCOUNT,
      apiId: 'embedded',
      domainName: headers.host ?? LOOPBACK,
      domainPrefix: 'embedded',
      http: {
        method,
        path: url.pathname,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: LOOPBACK,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: '$default',
      stage: '$default',
      time: new Date(now).toISOString(),
      timeEpoch: now,
    },
    // As API Gateway does it for a content type that it takes for binary; the collector reads both alike.
    body: body.toString('base64'),
    isBase64Encoded: true,
  };
};

const reply = (response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void => {
  const { statusCode = 200, headers = {}, body = '', isBase64Encoded = false } = result;
  response.writeHead(statusCode, {
    ...CORS,
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
  });
  response.end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
};

/** As an HTTP API does it whose stage allows every origin: nobody but this machine's browsers can get here. */
const CORS = { 'access-control-allow-origin': '*' };
const PREFLIGHT = {
  ...CORS,
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'authorization, content-type, content-encoding, x-retry-count',
  'access-control-max-age': '86400',
};

/** The collector's HTTP API: what a request means is up to the `collect` function, as in AWS. */
export const startCollectorFront = ({ port, now, collect }: CollectorFrontProps): Promise<Front> => {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      if (!isLoopbackHost(request.headers.host)) return sendJson(response, 403, { message: 'Forbidden' });
      // A browser asks first, because of the `Authorization` header.
      if (request.method === 'OPTIONS') return void response.writeHead(204, PREFLIGHT).end();
      const body = await readBody(request, BODY_BYTES);
      if (body === 'too_large') return sendJson(response, 413, { message: 'Request Entity Too Large' });
      reply(response, await collect(toApiEvent(request, body, now())));
    } catch {
      sendJson(response, 500, { message: 'Internal Server Error' });
    }
  };
  const server = createServer((request, response) => void answer(request, response));
  return listen(server, { what: 'collector', port, flag: '--collector-port' });
};
