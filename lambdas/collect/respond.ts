import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Refusal } from './refuse-request.ts';

// Who may read an answer from another page is the gateway's to say, from the stage's allow-list: no CORS header here.
const answer = (
  statusCode: number,
  body: object,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

export const accepted = answer(200, { success: true });

export const refused = ({ status, reason, message, retryAfterSeconds }: Refusal): APIGatewayProxyStructuredResultV2 =>
  answer(
    status,
    { success: false, reason, message },
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  );
