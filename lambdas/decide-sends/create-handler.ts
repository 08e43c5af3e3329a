import middy from '@middy/core';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { type DecideSendsPorts, decideSends } from './decide-sends.ts';

export const createHandler = (ports: DecideSendsPorts) =>
  middy<DynamoDBStreamEvent, DynamoDBBatchResponse>().handler(decideSends(ports));
