import type { ServerResponse } from 'node:http';
import { explainPerson } from '../../explain/explain-person.ts';
import type { EmbeddedCloud } from '../embedded-cloud.ts';
import { notFound, sendJson } from './http-answers.ts';

/** `GET /v1/explain?profile=&campaign=`: the same as `kairos explain`. */
export const explainRoute =
  ({ stores: { profiles, ledger, consents, holds }, book, clock }: EmbeddedCloud) =>
  async (_request: unknown, response: ServerResponse, _part: string, query: URLSearchParams): Promise<void> => {
    const ports = { profiles, ledger, consents, holds, book, clock };
    const answer = await explainPerson(ports, query.get('profile') ?? '', query.get('campaign') ?? undefined);
    switch (answer.kind) {
      case 'explained':
        return sendJson(response, 200, answer);
      case 'unknown_person':
        return notFound(response, 'No profile has this id or address. Say ?profile=…');
      case 'unknown_campaign':
        return sendJson(response, 404, {
          error: 'unknown_campaign',
          message: `There are: ${answer.known.join(', ')}.`,
          known: answer.known,
        });
    }
  };
