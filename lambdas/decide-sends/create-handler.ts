import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { type DecideSendsPorts, decideSends } from './decide-sends.ts';

export const createHandler = (ports: DecideSendsPorts) => {
  const decide = decideSends(ports);
  return middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler((batch, context) =>
    decide(batch, context.getRemainingTimeInMillis()),
  );
};
