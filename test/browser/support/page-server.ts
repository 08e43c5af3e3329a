import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export interface PageServer {
  readonly url: string;
  /** Answers by path, as JSON; a string is sent as HTML. Anything else is 404. */
  readonly answers: Map<string, unknown>;
  push(message: unknown): void;
  close(): Promise<void>;
}

/** The console's files and canned answers of the API: for states that the real cloud is never in. */
export const startPageServer = async (): Promise<PageServer> => {
  const answers = new Map<string, unknown>();
  const streams = new Set<ServerResponse>();
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url ?? '/');
    if (path === '/v1/live') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      streams.add(response);
      return;
    }
    if (path.startsWith('/v1/')) {
      const body = answers.get(path);
      if (body === undefined) response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
      else if (typeof body === 'string')
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body);
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      return;
    }
    const file = path === '/' ? '/index.html' : path;
    try {
      const bytes = await readFile(join(projectRoot, 'tools/console', file));
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    answers,
    push: (message) => {
      for (const stream of streams) stream.write(`data: ${JSON.stringify(message)}\n\n`);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
