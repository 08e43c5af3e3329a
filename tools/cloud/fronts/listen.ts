import type { Server as HttpServer } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';

/** A front that is up. */
export interface Front {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/** Nobody but this machine reaches a front. */
export const LOOPBACK = '127.0.0.1';

/** The port that a front wants is somebody else's; the text names the flag that changes it. */
export class PortInUse extends Error {
  override readonly name = 'PortInUse';
  constructor(what: string, port: number, flag: string) {
    super(
      `port ${port} for the ${what} is in use by another program. Stop that program, or choose another port with ` +
        `${flag} <port> (0 takes any free one).`,
    );
  }
}

const isInUse = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES');

/** Listens on loopback. Throws `PortInUse` where the port is taken. Closing ends open connections too. */
export const listen = async (
  server: Server | HttpServer,
  options: { readonly what: string; readonly port: number; readonly flag: string },
): Promise<Front> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(isInUse(error) ? new PortInUse(options.what, options.port, options.flag) : error),
    );
    server.listen(options.port, LOOPBACK, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://${LOOPBACK}:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};

/** Starts all of them or none: where one cannot start, those already up are closed again. */
export const startAll = async <Fronts extends Readonly<Record<string, () => Promise<Front>>>>(
  starts: Fronts,
): Promise<{ readonly [Name in keyof Fronts]: Front }> => {
  const started: [string, Front][] = [];
  try {
    for (const [name, start] of Object.entries(starts)) started.push([name, await start()]);
  } catch (error) {
    await Promise.all(started.map(([, front]) => front.close()));
    throw error;
  }
  return Object.fromEntries(started) as { readonly [Name in keyof Fronts]: Front };
};

/** A page in a browser may resolve its own name to loopback: only requests that ask for loopback by name are answered. */
export const isLoopbackHost = (host: string | undefined): boolean =>
  host === undefined || /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i.test(host);
