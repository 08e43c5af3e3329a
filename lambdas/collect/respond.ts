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

/** The settings may be kept for as long as it takes to walk through a shop; a new key has an address of its own. */
export const settled = (settings: object): APIGatewayProxyStructuredResultV2 =>
  answer(200, settings, { 'cache-control': 'public, max-age=300' });

/** One transparent dot. Never cached: the next look at the page or mail is another event. */
export const dot: APIGatewayProxyStructuredResultV2 = {
  statusCode: 200,
  headers: { 'content-type': 'image/gif', 'cache-control': 'no-store, private' },
  body: 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
  isBase64Encoded: true,
};

export const refused = ({ status, reason, message, retryAfterSeconds }: Refusal): APIGatewayProxyStructuredResultV2 =>
  answer(
    status,
    { success: false, reason, message },
    retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
  );
