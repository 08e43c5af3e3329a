import { Duration } from 'aws-cdk-lib';
import {
  EventSourceMapping,
  type SourceAccessConfiguration,
  SourceAccessConfigurationType,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { RelayKafkaEnv } from '../../lambdas/relay-kafka/env.ts';
import type { KafkaSource, MskCluster, SelfManagedCluster } from '../sources.ts';
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

const isMsk = (cluster: KafkaSource['cluster']): cluster is MskCluster => 'arn' in cluster;

const access = (type: SourceAccessConfigurationType, uri: string): SourceAccessConfiguration => ({ type, uri });

/** How Lambda's poller gets to the brokers: named as Lambda names it. */
const accessTo = (cluster: MskCluster | SelfManagedCluster): readonly SourceAccessConfiguration[] => {
  const { secret } = cluster;
  if (isMsk(cluster))
    return secret === undefined ? [] : [access(SourceAccessConfigurationType.SASL_SCRAM_512_AUTH, secret.arn)];
  const { vpc, rootCertificate } = cluster;
  return [
    access(SourceAccessConfigurationType.of(cluster.authentication), cluster.secret.arn),
    ...(rootCertificate === undefined
      ? []
      : [access(SourceAccessConfigurationType.SERVER_ROOT_CA_CERTIFICATE, rootCertificate.arn)]),
    ...(vpc?.subnetIds ?? []).map((id) => access(SourceAccessConfigurationType.VPC_SUBNET, `subnet:${id}`)),
    ...(vpc === undefined
      ? []
      : [access(SourceAccessConfigurationType.VPC_SECURITY_GROUP, `security_group:${vpc.securityGroupId}`)]),
  ];
};

/** Exactly these topics and groups. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-msk-permissions.html */
const allowMsk = (fn: PipelineFunction, { arn, secret }: MskCluster, source: KafkaSource): void => {
  fn.allow(['kafka:DescribeCluster', 'kafka:DescribeClusterV2', 'kafka:GetBootstrapBrokers'], [arn]);
  if (secret !== undefined) return;
  const within = (kind: string, name: string) => `${arn.replace(':cluster/', `:${kind}/`)}/${name}`;
  fn.allow(['kafka-cluster:Connect', 'kafka-cluster:DescribeClusterDynamicConfiguration'], [arn]);
  fn.allow(
    ['kafka-cluster:DescribeTopic', 'kafka-cluster:ReadData'],
    source.topics.map((topic) => within('topic', topic)),
  );
  fn.allow(
    ['kafka-cluster:AlterGroup', 'kafka-cluster:DescribeGroup'],
    source.topics.map((topic) => within('group', groupOf(source, topic))),
  );
};

const groupOf = ({ consumerGroup }: KafkaSource, topic: string): string => `${consumerGroup}-${topic}`;

/**
 * Kafka's topics, each through a mapping of its own. A batch succeeds or comes again as a whole: the relay fails only
 * where the stream is away, and the fold drops what comes twice. What is given up lies whole in the failed events.
 */
export class KafkaRelay extends Construct implements Relay {
  readonly fn: PipelineFunction;
  readonly waiting: Required<Relay>['waiting'];

  constructor(scope: Construct, id: string, props: RelayProps & { readonly source: KafkaSource }) {
    super(scope, id);
    const { source, ...common } = props;
    const { cluster } = source;
    this.fn = relayFunction(this, 'Function', {
      ...common,
      name: 'relay-kafka',
      description: 'Puts the messages of Kafka topics on the stream',
      timeout: BROKER_TIMEOUT,
      environment: relayEnvironment(common) satisfies RelayKafkaEnv,
    });
    if (isMsk(cluster)) allowMsk(this.fn, cluster, source);
    if (isMsk(cluster) || cluster.vpc !== undefined) allowNetwork(this.fn);
    if (cluster.secret !== undefined) allowSecret(this.fn, cluster.secret);
    if (!isMsk(cluster) && cluster.rootCertificate !== undefined) allowSecret(this.fn, cluster.rootCertificate);
    const { destinationArn } = common.data.failed.acceptGivenUpRecords(this.fn);
    const configurations = accessTo(cluster); // an empty list is no valid one
    for (const topic of source.topics)
      new EventSourceMapping(this, `From-${topic}`, {
        target: this.fn,
        ...(isMsk(cluster)
          ? { eventSourceArn: cluster.arn }
          : { kafkaBootstrapServers: [...cluster.bootstrapServers] }),
        kafkaTopic: topic,
        kafkaConsumerGroupId: groupOf(source, topic),
        ...(configurations.length === 0 ? {} : { sourceAccessConfigurations: [...configurations] }),
        startingPosition: StartingPosition[source.from],
        batchSize: source.batchSize,
        maxBatchingWindow: Duration.seconds(source.windowSeconds),
        onFailure: { bind: () => ({ destination: destinationArn }) },
      });
    const metric = this.fn.metric('OffsetLag', { statistic: 'Maximum', period: Duration.minutes(5) });
    this.waiting = { metric, atLeast: source.lagMessages };
  }
}
