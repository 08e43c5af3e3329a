import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { concealErrors } from '../steps/conceal-errors.ts';
import { type RecordFeedbackPorts, recordFeedback } from './record-feedback.ts';

export const createHandler = (ports: RecordFeedbackPorts) =>
  middy<SQSEvent, SQSBatchResponse>().use(concealErrors()).handler(recordFeedback(ports));
