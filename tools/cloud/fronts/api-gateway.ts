import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Instant } from '../../../lambdas/core/event/event.ts';
import { ACCOUNT } from '../aws-events.ts';
import { LOOPBACK } from './listen.ts';

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(',') : (value ?? ''),
    ]),
  );

/** An HTTP API's request in payload format 2.0. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export const toApiEvent = (request: IncomingMessage, body: Buffer, now: Instant): APIGatewayProxyEventV2 => {
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

/** A function's answer, with what the gateway itself adds. */
export const reply = (
  response: ServerResponse,
  result: APIGatewayProxyStructuredResultV2,
  added: Readonly<Record<string, string>> = {},
): void => {
  const { statusCode = 200, headers = {}, body = '', isBase64Encoded = false } = result;
  response.writeHead(statusCode, {
    ...added,
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
  });
  response.end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
};
