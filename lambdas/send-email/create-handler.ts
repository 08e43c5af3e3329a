import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { SendEmailPorts } from './send-email-ports.ts';
import { sendEmails } from './send-emails.ts';

export const createHandler = (ports: SendEmailPorts) => middy<SQSEvent, SQSBatchResponse>().handler(sendEmails(ports));
