import { afterAll, inject } from 'vitest';
import { dynamoClient, kinesisClient, s3Client, sqsClient } from '../../lambdas/adapters/aws/clients.ts';
import { localAwsEnvironment } from '../../tools/deploy-local/local-aws.ts';
import { describeCatalogueContract } from './catalogue.contract.ts';
import { describeConsentStoreContract } from './consent-store.contract.ts';
import { awsWorlds } from './emulator/aws-worlds.ts';
import { describeEventStreamContract } from './event-stream.contract.ts';
import { describeFailedEventsContract } from './failed-events.contract.ts';
import { describeObjectStoreContract } from './object-store.contract.ts';
import { describeProfileStoreContract } from './profile-store.contract.ts';
import { describeRedriveContract } from './redrive.contract.ts';
import { describeSendControlContract } from './send-control.contract.ts';
import { describeSendHoldsContract } from './send-holds.contract.ts';
import { describeSendLedgerContract } from './send-ledger.contract.ts';
import { describeSendQueuesContract } from './send-queues.contract.ts';
import { describeSendingHealthContract } from './sending-health.contract.ts';

// The functions' own clients, time limits and all, which find AWS in the environment as a Lambda's do.
Object.assign(process.env, localAwsEnvironment(inject('emulator')));
const clients = { dynamo: dynamoClient(), kinesis: kinesisClient(), s3: s3Client(), sqs: sqsClient() };
afterAll(() => {
  for (const client of Object.values(clients)) client.destroy();
});

const worlds = awsWorlds(clients);
const name = 'on AWS';

describeProfileStoreContract(name, worlds.profileStore);
describeConsentStoreContract(name, worlds.consentStore);
describeSendLedgerContract(name, worlds.sendLedger);
describeSendControlContract(name, worlds.sendControl);
describeSendHoldsContract(name, worlds.sendHolds);
describeSendingHealthContract(name, worlds.sendingHealth);
describeSendQueuesContract(name, worlds.sendQueues);
// MiniStack takes a key of any length; S3 answers KeyTooLongError above 1,024 bytes.
describeObjectStoreContract(name, worlds.objectStore, { limitsKeys: false });
describeEventStreamContract(name, worlds.eventStream);
describeCatalogueContract(name, worlds.catalogue);
describeFailedEventsContract(name, worlds.failedEvents);
describeRedriveContract(name, async () => ({
  ...(await worlds.eventStream()),
  bucket: (await worlds.failedEvents()).bucket,
}));
