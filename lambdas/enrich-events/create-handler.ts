import middy from '@middy/core';
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { concealErrors } from '../steps/conceal-errors.ts';
import { enrichBatch } from './enrich-batch.ts';
import type { EnrichPorts } from './enrich-ports.ts';

export const createHandler = (ports: EnrichPorts) => {
  const enrich = enrichBatch(ports);
  return middy<KinesisStreamEvent, KinesisStreamBatchResponse>()
    .use(concealErrors())
    .handler((batch, context) => enrich(batch, context.getRemainingTimeInMillis()));
};
