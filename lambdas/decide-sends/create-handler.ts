import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { concealErrors } from '../steps/conceal-errors.ts';
import { type DecideSendsPorts, decideSends } from './decide-sends.ts';

export const createHandler = (ports: DecideSendsPorts) => {
  const decide = decideSends(ports);
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>()
    .use(concealErrors())
    .handler((batch, context) => decide(batch, context.getRemainingTimeInMillis()));
};
