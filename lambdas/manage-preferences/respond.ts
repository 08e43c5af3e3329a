import { hash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { PreferencePages } from './preference-pages.ts';

/**
 * The pages as answers: kept nowhere, in no search engine and in no frame; without script; and without telling the next
 * site the link. Only its own style counts, by its digest.
 */
export const pageResponses = ({ style, badLink, notUnderstood, tryAgain }: PreferencePages) => {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': [
      "default-src 'none'",
      `style-src 'sha256-${hash('sha256', style, 'base64')}'`,
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'referrer-policy': 'no-referrer',
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': 'noindex, nofollow',
  };
  const answer = (
    statusCode: number,
    body: string,
    more: Readonly<Record<string, string>> = {},
  ): APIGatewayProxyStructuredResultV2 => ({ statusCode, headers: { ...headers, ...more }, body });
  return {
    page: (body: string) => answer(200, body),
    /** One answer for every link that does not open anything: it tells nobody how close a guess was. */
    badLink: () => answer(404, badLink),
    notUnderstood: (status: 400 | 413) => answer(status, notUnderstood),
    wrongMethod: () => answer(405, notUnderstood, { allow: 'GET, HEAD, POST' }),
    tryAgain: () => answer(503, tryAgain, { 'retry-after': '5' }),
  };
};
