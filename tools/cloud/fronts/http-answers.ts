import type { ServerResponse } from 'node:http';

export const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
};

export const notFound = (response: ServerResponse, message: string): void =>
  sendJson(response, 404, { error: 'not_found', message });

export const sendBytes = (
  response: ServerResponse,
  contentType: string,
  body: Uint8Array | string,
  headers: Readonly<Record<string, string>> = {},
): void => {
  response.writeHead(200, { 'content-type': contentType, 'x-content-type-options': 'nosniff', ...headers });
  response.end(body);
};

/** A mail's own styles and pictures show, its links open a page of their own; no script of it runs, wherever it is opened. */
const MAIL_HEADERS = {
  'content-security-policy':
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'",
};

export const sendMailHtml = (response: ServerResponse, html: string): void =>
  sendBytes(response, 'text/html; charset=utf-8', html, MAIL_HEADERS);
