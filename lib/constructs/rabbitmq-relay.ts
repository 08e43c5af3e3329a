import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { RelayRabbitmqEnv } from '../../lambdas/relay-rabbitmq/env.ts';
import type { RabbitmqSource } from '../sources.ts';
import { acknowledge } from './acknowledge.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import {
  allowNetwork,
  allowSecret,
  BROKER_TIMEOUT,
  type Relay,
  type RelayProps,
  relayEnvironment,
  relayFunction,
} from './relay-function.ts';

/** A queue of Amazon MQ for RabbitMQ. A batch that fails goes back to the queue as a whole, and comes again. */
export class RabbitmqRelay extends Construct implements Relay {
  readonly fn: PipelineFunction;
  readonly waiting: Required<Relay>['waiting'];

  constructor(scope: Construct, id: string, props: RelayProps & { readonly source: RabbitmqSource }) {
    super(scope, id);
    const { source, ...common } = props;
    const { brokerArn, queue, virtualHost = '/' } = source;
    this.fn = relayFunction(this, 'Function', {
      ...common,
      name: 'relay-rabbitmq',
      description: 'Puts the messages of a RabbitMQ queue on the stream',
      timeout: BROKER_TIMEOUT,
      environment: relayEnvironment(common) satisfies RelayRabbitmqEnv,
    });
    this.fn.allow(['mq:DescribeBroker'], [brokerArn]);
    allowNetwork(this.fn);
    allowSecret(this.fn, source.secret);
    // The L2 construct knows no queues.
    const mapping = new CfnEventSourceMapping(this, 'FromQueue', {
      functionName: this.fn.functionName,
      eventSourceArn: brokerArn,
      queues: [queue],
      sourceAccessConfigurations: [
        { type: 'BASIC_AUTH', uri: source.secret.arn },
        { type: 'VIRTUAL_HOST', uri: virtualHost },
      ],
      batchSize: source.batchSize,
      maximumBatchingWindowInSeconds: source.windowSeconds,
    });
    acknowledge(
      mapping,
      'Serverless-LambdaEventSourceMappingDestination',
      'Amazon MQ knows no on-failure destination: the queue keeps what failed, and an alarm watches how much waits.',
    );
    this.waiting = { metric: messagesReady(source, virtualHost), atLeast: source.lagMessages };
  }
}

const messagesReady = ({ brokerArn, queue }: RabbitmqSource, virtualHost: string): Metric =>
  new Metric({
    namespace: 'AWS/AmazonMQ',
    metricName: 'MessageReadyCount',
    dimensionsMap: { Broker: brokerArn.split(':')[6] ?? '', VirtualHost: virtualHost, Queue: queue },
    statistic: 'Maximum',
    period: Duration.minutes(5),
  });
