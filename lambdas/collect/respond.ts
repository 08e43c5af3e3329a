import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Refusal } from './refuse-request.ts';

/** Write keys can only ingest, so any page may post; in AWS the API's own allow-list replaces these headers. */
const CORS = { 'access-control-allow-origin': '*' };

const answer = (
  statusCode: number,
  body: object,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json', ...CORS, ...headers },
  body: JSON.stringify(body),
});

export const accepted = answer(200, { success: true });

/** A browser asks first, because of the `Authorization` header. */
export const preflight: APIGatewayProxyStructuredResultV2 = {
  statusCode: 204,
  headers: {
    ...CORS,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'authorization, content-type, content-encoding, x-retry-count',
    'access-control-max-age': '86400',
  },
};

export const refused = ({ status, reason, message, retryAfterSeconds }: Refusal): APIGatewayProxyStructuredResultV2 =>
  answer(
    status,
    { success: false, reason, message },
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  );
