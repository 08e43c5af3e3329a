import type { Sources } from '../../lib/sources.ts';
import { findStage, type Stage } from '../../lib/stages.ts';

const ACCOUNT = 'eu-west-1:123456789012';
export const secretArn = (name: string): string => `arn:aws:secretsmanager:${ACCOUNT}:secret:${name}-AbCdEf`;
export const MSK_ARN = `arn:aws:kafka:${ACCOUNT}:cluster/shop/6cc0432b-8618-4f44-bccc-e1fbd8fb7c4d-2`;
export const BROKER_ARN = `arn:aws:mq:${ACCOUNT}:broker:shop:b-9bcfa592-423a-4942-879d-eb284b418fc8`;
export const KEY_ARN = `arn:aws:kms:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const reading = {
  topics: ['orders', 'visits'],
  consumerGroup: 'kairos',
  from: 'TRIM_HORIZON',
  batchSize: 500,
  windowSeconds: 1,
  lagMessages: 10_000,
} as const;

export const allSources = {
  kafka: { ...reading, cluster: { arn: MSK_ARN } },
  rabbitmq: {
    brokerArn: BROKER_ARN,
    secret: { arn: secretArn('rabbit') },
    queue: 'events',
    batchSize: 100,
    windowSeconds: 1,
    lagMessages: 1_000,
  },
  pubsub: { audience: 'https://kairos.shop.example', serviceAccount: 'pusher@shop.iam.gserviceaccount.com' },
} as const satisfies Sources;

/** A Kafka of one's own, behind a private authority and within a network. */
export const ownKafka = {
  ...reading,
  cluster: {
    bootstrapServers: ['kafka-1.shop.example:9092', 'kafka-2.shop.example:9092'],
    secret: { arn: secretArn('kafka'), keyArn: KEY_ARN },
    authentication: 'SASL_SCRAM_512_AUTH',
    rootCertificate: { arn: secretArn('kafka-ca') },
    vpc: { subnetIds: ['subnet-1', 'subnet-2'], securityGroupId: 'sg-1' },
  },
} as const satisfies Sources['kafka'];

/** Prod as the repository has it takes events from no broker; this one does. */
export const aStageWith = (sources: Sources): Stage => ({ ...findStage('prod'), sources });
