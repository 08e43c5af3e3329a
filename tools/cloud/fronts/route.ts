import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './read-body.ts';

/** Answers a request whose path has `part` in it. */
export type Route = (
  request: IncomingMessage,
  response: ServerResponse,
  part: string,
  query: URLSearchParams,
) => unknown;

export type Routes = readonly (readonly [method: string, path: RegExp, route: Route])[];

const BODY_BYTES = 10_000;

/** A request's body, which is no long one, as JSON: {} where there is none, undefined where it is something else. */
export const readJsonBody = async (request: IncomingMessage): Promise<unknown> => {
  const body = await readBody(request, BODY_BYTES);
  try {
    return body.length === 0 ? {} : JSON.parse(body.toString());
  } catch {
    return undefined;
  }
};
