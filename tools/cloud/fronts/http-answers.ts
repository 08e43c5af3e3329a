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
