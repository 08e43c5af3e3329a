import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export interface HttpRequest {
  readonly method?: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

/** A request as an HTTP API hands it over; bytes arrive as base64, anything but text is written as JSON. */
export const anHttpRequest = ({
  method = 'POST',
  path,
  query = '',
  headers = {},
  body,
}: HttpRequest): APIGatewayProxyEventV2 => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: path,
  rawQueryString: query,
  headers,
  requestContext: {
    accountId: '000000000000',
    apiId: 'api',
    domainName: 'api.example',
    domainPrefix: 'api',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'test' },
    requestId: 'r-1',
    routeKey: '$default',
    stage: '$default',
    time: '24/Nov/2026:12:00:00 +0000',
    timeEpoch: Date.UTC(2026, 10, 24, 12),
  },
  isBase64Encoded: body instanceof Uint8Array,
  ...(body === undefined ? {} : { body: bodyText(body) }),
});

const bodyText = (body: unknown): string => {
  if (body instanceof Uint8Array) return Buffer.from(body).toString('base64');
  return typeof body === 'string' ? body : JSON.stringify(body);
};
