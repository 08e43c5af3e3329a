import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, Subscription, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface WorkQueueProps {
  readonly stage: Stage;
  readonly name: string;
  readonly key: IKey;
  /** The consumer's: a message stays hidden six times as long, as Lambda asks. */
  readonly consumerTimeout: Duration;
  readonly maxReceives: number;
}

/** An encrypted, TLS-only queue and its dead-letter queue, which keeps for 14 days what could not be processed. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly label: string;
  private readonly key: IKey;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.label = props.name;
    this.key = props.key;
    const secure = { encryption: QueueEncryption.KMS, encryptionMasterKey: props.key, enforceSSL: true };
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...secure,
      queueName: `kairos-${props.stage.name}-${props.name}-dead-letters`,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(this.deadLetters, 'Serverless-SQSRedrivePolicy', 'It is itself the end of the line.');
    this.queue = new Queue(this, 'Queue', {
      ...secure,
      queueName: `kairos-${props.stage.name}-${props.name}`,
      retentionPeriod: Duration.days(4),
      visibilityTimeout: Duration.seconds(props.consumerTimeout.toSeconds() * 6),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: props.maxReceives },
    });
  }

  /** The function may put messages and nothing else. */
  allowSend(fn: PipelineFunction): void {
    fn.allow(['sqs:SendMessage'], [this.queue.queueArn]);
    this.key.grant(fn, 'kms:Decrypt', 'kms:GenerateDataKey');
  }

  /** The function may ask how many messages wait. */
  allowLook(fn: PipelineFunction): void {
    fn.allow(['sqs:GetQueueAttributes'], [this.queue.queueArn]);
  }

  /** Messages invoke the function, each acknowledged by itself; at most `concurrency` invocations at once. */
  feed(fn: PipelineFunction, options: { readonly batchSize: number; readonly concurrency?: number }): void {
    fn.allow(
      ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
      [this.queue.queueArn],
    );
    this.key.grant(fn, 'kms:Decrypt');
    const mapping = new EventSourceMapping(this, 'Feed', {
      target: fn,
      eventSourceArn: this.queue.queueArn,
      batchSize: options.batchSize,
      reportBatchItemFailures: true,
      ...(options.concurrency === undefined ? {} : { maxConcurrency: options.concurrency }),
    });
    acknowledge(
      mapping,
      'Serverless-LambdaEventSourceMappingDestination',
      'A queue knows no on-failure destination: its dead-letter queue is one, and an alarm watches it.',
    );
  }

  /** The topic's messages arrive in their envelope; those that cannot be delivered are dead letters. */
  acceptFrom(topic: ITopic): void {
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
      }),
    );
    // Not SqsSubscription: where topic and queue share a key, its key statement makes a circle.
    new Subscription(this, 'Subscription', {
      topic,
      protocol: SubscriptionProtocol.SQS,
      endpoint: this.queue.queueArn,
      deadLetterQueue: this.deadLetters,
    });
  }
}
