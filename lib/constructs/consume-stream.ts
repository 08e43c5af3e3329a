import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping, MetricType, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import type { ConsumerOptions } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';
import type { NamedBucket } from './named-bucket.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface ConsumeProps {
  readonly source: { readonly kinesis: IStream } | { readonly dynamodb: ITable };
  readonly key: IKey;
  readonly options: ConsumerOptions;
  /** Report the first failed record; those before it are done. @default false: a batch succeeds or fails as one */
  readonly partialFailures?: boolean;
  /** Halve a failed batch, so that one record that crashes the function does not take its neighbours along. */
  readonly bisect?: boolean;
  /** Further attempts after the first. */
  readonly retryAttempts: number;
  readonly maxAge: Duration;
  /** Records that were given up arrive here whole, under `aws/lambda/`. */
  readonly onFailure: NamedBucket;
  /** Only records that match invoke the function. */
  readonly filter?: Record<string, unknown>;
}

const KINESIS_READ = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
];
const DYNAMODB_READ = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];

const sourceArn = (source: ConsumeProps['source']): string => {
  if ('kinesis' in source) return source.kinesis.streamArn;
  const arn = source.dynamodb.tableStreamArn;
  if (arn === undefined) throw new Error(`${source.dynamodb.node.path} has no stream to consume`);
  return arn;
};

/**
 * Invokes the function with the source's records, in order. What it cannot process within its attempts and age goes
 * to the on-failure bucket: a shard is never blocked for good, and nothing is dropped.
 */
export const consumeStream = (fn: PipelineFunction, id: string, props: ConsumeProps): EventSourceMapping => {
  const arn = sourceArn(props.source);
  if ('kinesis' in props.source) {
    fn.allow(KINESIS_READ, [arn]);
    fn.allow(['kinesis:ListStreams'], ['*']);
  } else {
    fn.allow(DYNAMODB_READ, [arn]);
    fn.allow(['dynamodb:ListStreams'], ['*']);
  }
  if (fn.role) {
    const reason = 'Lambda lists streams before it polls one; ListStreams knows no resource.';
    acknowledge(fn.role, 'AwsSolutions-IAM5[Resource::*]', reason);
  }
  props.key.grant(fn, 'kms:Decrypt');
  const { destinationArn } = props.onFailure.acceptGivenUpRecords(fn);
  return new EventSourceMapping(fn, id, {
    target: fn,
    eventSourceArn: arn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: props.options.batchSize,
    maxBatchingWindow: Duration.seconds(props.options.windowSeconds),
    parallelizationFactor: props.options.parallelisation,
    reportBatchItemFailures: props.partialFailures ?? false,
    bisectBatchOnError: props.bisect ?? false,
    retryAttempts: props.retryAttempts,
    maxRecordAge: props.maxAge,
    onFailure: { bind: () => ({ destination: destinationArn }) },
    ...(props.filter === undefined ? {} : { filters: [{ pattern: JSON.stringify(props.filter) }] }),
    metricsConfig: { metrics: [MetricType.EVENT_COUNT] }, // the alarm on given-up records counts them
  });
};
