import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { concealErrors } from '../steps/conceal-errors.ts';
import type { SendEmailPorts } from './send-email-ports.ts';
import { sendEmails } from './send-emails.ts';

export const createHandler = (ports: SendEmailPorts) =>
  middy<SQSEvent, SQSBatchResponse>().use(concealErrors()).handler(sendEmails(ports));
