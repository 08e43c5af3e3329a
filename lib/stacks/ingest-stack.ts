import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CollectEnv } from '../../lambdas/collect/env.ts';
import { CollectorApi } from '../constructs/collector-api.ts';
import { KafkaRelay } from '../constructs/kafka-relay.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { PubsubRelay } from '../constructs/pubsub-relay.ts';
import { RabbitmqRelay } from '../constructs/rabbitmq-relay.ts';
import type { Relay } from '../constructs/relay-function.ts';
import type { Stage } from '../stages.ts';
import type { DataStack } from './data-stack.ts';

export interface IngestStackProps extends StackProps {
  readonly stage: Stage;
  readonly data: DataStack;
}

/** How events come in over HTTP and from brokers. Producers with AWS credentials put records on the stream themselves. */
export class IngestStack extends Stack {
  readonly collect: PipelineFunction;
  readonly collector: CollectorApi;
  /** One for each broker that the stage names. */
  readonly relays: readonly Relay[];

  constructor(scope: Construct, id: string, { stage, data, ...props }: IngestStackProps) {
    super(scope, id, { ...props, terminationProtection: stage.protected });
    this.collect = new PipelineFunction(this, 'Collect', {
      stage,
      name: 'collect',
      description: 'Accepts events over HTTP; answers once they are durable on the stream',
      timeout: Duration.seconds(15),
      memoryMb: 512,
      countries: true,
      environment: {
        EVENTS_STREAM: data.events.streamName,
        FAILED_BUCKET: data.failed.bucketName,
        ADDRESSES: stage.collector.addresses,
        WRITE_KEYS: JSON.stringify(stage.collector.writeKeys),
      } satisfies CollectEnv,
    });
    this.collect.allow(['kinesis:PutRecords'], [data.events.streamArn]);
    data.failed.allowObjects(this.collect, 'failed/', 's3:PutObject');
    data.key.grant(this.collect, 'kms:GenerateDataKey', 'kms:Decrypt');

    this.collector = new CollectorApi(this, 'Collector', { stage, collect: this.collect });
    const { kafka, rabbitmq, pubsub } = stage.sources ?? {};
    const { api } = this.collector;
    this.relays = [
      ...(kafka === undefined ? [] : [new KafkaRelay(this, 'Kafka', { stage, data, source: kafka })]),
      ...(rabbitmq === undefined ? [] : [new RabbitmqRelay(this, 'Rabbitmq', { stage, data, source: rabbitmq })]),
      ...(pubsub === undefined ? [] : [new PubsubRelay(this, 'Pubsub', { stage, data, api, source: pubsub })]),
    ];
    new CfnOutput(this, 'CollectorUrl', { value: this.collector.api.apiEndpoint, description: 'Point SDKs here' });
    new CfnOutput(this, 'CollectorApiId', { value: this.collector.api.apiId });
  }
}
