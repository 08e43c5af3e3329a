import { createServer as createHttp1, type IncomingMessage } from 'node:http';
import { createServer as createHttp2, type Http2ServerRequest } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';

export type AnyRequest = IncomingMessage | Http2ServerRequest;
/** What both kinds of response have in common, as far as a front needs it. */
export interface AnyResponse {
  writeHead(status: number, headers: Readonly<Record<string, string | number>>): unknown;
  end(body: Uint8Array): unknown;
}

/** What a client that knows it speaks HTTP/2 sends first. Source: RFC 9113, section 3.4. */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/**
 * One port for HTTP/1.1 and prior-knowledge HTTP/2: the JavaScript SDK's Kinesis client opens with the latter, the
 * command line and curl with the former. The first bytes decide.
 */
export const twoProtocolServer = (answer: (request: AnyRequest, response: AnyResponse) => void): Server => {
  const http1 = createHttp1(answer);
  const http2 = createHttp2(answer);
  const sniff = (socket: Socket, before: Buffer): void => {
    socket.once('readable', () => {
      const chunk: Buffer | null = socket.read();
      if (chunk === null) {
        if (!socket.readableEnded && !socket.destroyed) sniff(socket, before);
        return;
      }
      const start = before.length === 0 ? chunk : Buffer.concat([before, chunk]);
      const compared = Math.min(start.length, PREFACE.length);
      const isPreface = start.subarray(0, compared).equals(PREFACE.subarray(0, compared));
      if (isPreface && compared < PREFACE.length) return sniff(socket, start);
      socket.unshift(start);
      (isPreface ? http2 : http1).emit('connection', socket);
    });
  };
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    sniff(socket, Buffer.alloc(0));
  });
  // Their own time-outs start with a listening server, which these two never are.
  http2.on('sessionError', () => undefined);
  server.on('close', () => {
    http1.closeAllConnections();
  });
  return server;
};
