import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { type RedriveRequest, readRequest } from '../../../lambdas/redrive-failed/redrive-request.ts';
import { browseFailed, type FailedShelf, showFailed } from '../../failed/browse-failed.ts';
import { failedQuery, writeDetail } from '../../failed/failed-views.ts';
import type { EmbeddedCloud } from '../embedded-cloud.ts';
import { notFound, sendJson } from './http-answers.ts';
import { readBody } from './read-body.ts';

/** A mend and a selection are small. */
const REQUEST_BYTES = 200_000;

const badRequest = (response: ServerResponse, message: string): void =>
  sendJson(response, 400, { error: 'bad_request', message });

/** `GET /v1/failed?reason=…&day=…` */
export const listFailed = async (
  shelf: FailedShelf,
  response: ServerResponse,
  query: URLSearchParams,
): Promise<void> => {
  const asked = failedQuery.safeParse(Object.fromEntries(query));
  if (!asked.success) return badRequest(response, z.prettifyError(asked.error));
  sendJson(response, 200, await browseFailed(shelf, asked.data));
};

/** `GET /v1/failed/{key}` */
export const describeFailed = async (shelf: FailedShelf, response: ServerResponse, key: string): Promise<void> => {
  const detail = await showFailed(shelf, key);
  if (detail === undefined) return notFound(response, 'No failed event and no given-up batch lies under this key.');
  sendJson(response, 200, writeDetail(detail));
};

/** `POST /v1/failed/redrive`: what `redrive-failed` is invoked with. */
export const redrive = async (
  cloud: EmbeddedCloud,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const body = await readBody(request, REQUEST_BYTES);
  if (body === 'too_large') return sendJson(response, 413, { error: 'too_large', message: 'That is no redrive.' });
  let given: RedriveRequest;
  try {
    given = JSON.parse(body.toString());
    readRequest(given);
  } catch (error) {
    return badRequest(response, error instanceof Error && error.name === 'PlainError' ? error.message : 'Send JSON.');
  }
  sendJson(response, 200, await cloud.redrive(given));
};
