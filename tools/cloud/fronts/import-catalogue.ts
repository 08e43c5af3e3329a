import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { importFeed } from '../../catalogue/import-feed.ts';
import { readFeed } from '../../catalogue/read-feed.ts';
import type { EmbeddedCloud } from '../embedded-cloud.ts';
import { sendJson } from './http-answers.ts';
import { readBody } from './read-body.ts';

const FEED_BYTES = 200_000_000;

const question = z.object({
  name: z.string(),
  viewedWithinDays: z.coerce.number().int().min(0).max(365),
  leastDrop: z.coerce.number().min(0).max(1),
  whole: z.enum(['true', 'false']).transform((said) => said === 'true'),
  pictures: z.string().optional(),
});

/** `POST /v1/catalogue/import`, the feed as its body: what `kairos catalogue import` asks of a live demo. */
export const importCatalogue = async (
  cloud: EmbeddedCloud,
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
): Promise<void> => {
  const asked = question.safeParse(Object.fromEntries(query));
  if (!asked.success) return sendJson(response, 400, { error: 'bad_request', message: z.prettifyError(asked.error) });
  const body = await readBody(request, FEED_BYTES);
  if (body === 'too_large')
    return sendJson(response, 413, { error: 'too_large', message: 'A feed for the demo has at most 200 MB.' });
  const { name, pictures, ...options } = asked.data;
  const { currency } = cloud.book.brand;
  const source = {
    name,
    open: async function* () {
      yield body;
    },
  };
  const { default: validators } = await import('../../../lambdas/generated/validators.js');
  try {
    const report = await importFeed(
      {
        catalogue: cloud.stores.catalogue,
        lake: cloud.stores.lake,
        events: {
          put: async (records) => {
            cloud.putRecords(records);
            return [];
          },
        },
        validators,
        clock: cloud.clock,
      },
      () => readFeed(source, { currency, ...(pictures !== undefined && { pictures }) }),
      { ...options, currency },
    );
    sendJson(response, 200, report);
  } catch (error) {
    sendJson(response, 400, { error: 'not_imported', message: error instanceof Error ? error.message : String(error) });
  }
};
