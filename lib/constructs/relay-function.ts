import { Duration } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { BrokerSecret } from '../sources.ts';
import type { DataStack } from '../stacks/data-stack.ts';
import type { Stage } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';
import { PipelineFunction } from './pipeline-function.ts';

/** A function that takes a broker's messages to the stream. */
export interface Relay {
  readonly fn: PipelineFunction;
  /** Messages that wait at the broker; undefined where only the broker's own cloud knows. */
  readonly waiting?: { readonly metric: Metric; readonly atLeast: number };
}

export interface RelayProps {
  readonly stage: Stage;
  readonly data: DataStack;
}

/** What every relay's `env.ts` asks for. */
export const relayEnvironment = ({ data }: RelayProps) => ({
  EVENTS_STREAM: data.events.streamName,
  FAILED_BUCKET: data.failed.bucketName,
});

export interface RelayFunctionProps extends RelayProps {
  /** Its folder in `lambdas/`. */
  readonly name: string;
  readonly description: string;
  readonly environment: Record<string, string>;
  readonly timeout: Duration;
}

/** Puts records on `events` and what no stream takes into the failed events; it may do nothing else. */
export const relayFunction = (scope: Construct, id: string, props: RelayFunctionProps): PipelineFunction => {
  const { data, ...own } = props;
  const fn = new PipelineFunction(scope, id, { ...own, memoryMb: 512 });
  fn.allow(['kinesis:PutRecords'], [data.events.streamArn]);
  data.failed.allowObjects(fn, 'failed/', 's3:PutObject');
  data.key.grant(fn, 'kms:GenerateDataKey', 'kms:Decrypt');
  return fn;
};

/**
 * With 11 attempts (Lambda's own limit where there is an on-failure destination) a batch is tried for 22 minutes: a
 * brown-out of the stream is waited out before healthy messages are given up.
 */
export const BROKER_TIMEOUT = Duration.minutes(2);

/** Lets Lambda's poller, which acts in the function's name, into the broker's network. */
export const allowNetwork = (fn: PipelineFunction): void => {
  fn.allow(
    [
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcs',
    ],
    ['*'],
  );
  if (fn.role !== undefined) {
    const reason = 'Lambda’s poller makes its network interfaces itself: AWS asks for exactly these, on everything.';
    acknowledge(fn.role, 'AwsSolutions-IAM5[Resource::*]', reason);
  }
};

/** Lets Lambda's poller read what it logs on to the broker with. */
export const allowSecret = (fn: PipelineFunction, { arn, keyArn }: BrokerSecret): void => {
  fn.allow(['secretsmanager:GetSecretValue'], [arn]);
  if (keyArn !== undefined) fn.allow(['kms:Decrypt'], [keyArn]);
};
