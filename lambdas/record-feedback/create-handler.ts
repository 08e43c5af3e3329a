import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type RecordFeedbackPorts, recordFeedback } from './record-feedback.ts';

export const createHandler = (ports: RecordFeedbackPorts) =>
  middy<SQSEvent, SQSBatchResponse>().handler(recordFeedback(ports));
