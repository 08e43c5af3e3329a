import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GlueClient } from '@aws-sdk/client-glue';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { MAIL_REQUEST_TIMEOUT_MS } from '../../core/send/timing.ts';

const CONNECTION_TIMEOUT_MS = 2_000;
/** DynamoDB and SQS answer in milliseconds: one that has not answered by now is better asked again. */
const REQUEST_TIMEOUT_MS = 3_000;

/** Without `throwOnRequestTimeout` the SDK only warns, and goes on waiting. */
const within = (requestTimeout: number) => ({
  requestTimeout,
  connectionTimeout: CONNECTION_TIMEOUT_MS,
  throwOnRequestTimeout: true,
});

export const dynamoClient = (): DynamoDBClient => new DynamoDBClient({ requestHandler: within(REQUEST_TIMEOUT_MS) });

/** Objects and 5 MiB of records take longer than an item does. */
const TRANSFER_TIMEOUT_MS = 10_000;

export const s3Client = (): S3Client => new S3Client({ requestHandler: within(TRANSFER_TIMEOUT_MS) });

/** HTTP/1.1 by name: this client's default is HTTP/2, which emulators do not speak. */
export const kinesisClient = (): KinesisClient =>
  new KinesisClient({ requestHandler: new NodeHttpHandler(within(TRANSFER_TIMEOUT_MS)) });

/** A function's own time-out, and a little; once, since it may still be at work. */
const FUNCTION_TIMEOUT_MS = 130_000;

export const lambdaClient = (): LambdaClient =>
  new LambdaClient({ maxAttempts: 1, requestHandler: within(FUNCTION_TIMEOUT_MS) });

export const glueClient = (): GlueClient => new GlueClient({ requestHandler: within(REQUEST_TIMEOUT_MS) });

export const secretsClient = (): SecretsManagerClient =>
  new SecretsManagerClient({ requestHandler: within(REQUEST_TIMEOUT_MS) });

export const sqsClient = (): SQSClient => new SQSClient({ requestHandler: within(REQUEST_TIMEOUT_MS) });

/** Asks once: SES's SendEmail has no idempotency token, so the SDK's own retries would be further mails. */
export const sesClient = (): SESv2Client =>
  new SESv2Client({ maxAttempts: 1, requestHandler: within(MAIL_REQUEST_TIMEOUT_MS) });
