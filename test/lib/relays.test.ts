import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { allSources, aStageWith, BROKER_ARN, KEY_ARN, MSK_ARN, ownKafka, secretArn } from '../builders/sources.ts';
import { synthesise } from '../builders/templates.ts';

const all = synthesise(aStageWith(allSources));
const own = synthesise(aStageWith({ kafka: ownKafka }));
const none = synthesise('prod');

const propertiesOf = (template: Template, type: string) =>
  Object.values(template.findResources(type)).map(({ Properties }) => Properties);
const mappings = (template: Template) => propertiesOf(template, 'AWS::Lambda::EventSourceMapping');
const functionNames = (template: Template) =>
  propertiesOf(template, 'AWS::Lambda::Function').map(({ FunctionName }) => FunctionName);

/** `action on resource` of the function's role, beside what every function may do. */
const grantsOf = (template: Template, name: string): readonly string[] => {
  const fn = propertiesOf(template, 'AWS::Lambda::Function').find(({ FunctionName }) => FunctionName.endsWith(name));
  const role = fn?.Role['Fn::GetAtt'][0];
  return propertiesOf(template, 'AWS::IAM::Policy')
    .filter(({ Roles }) => Roles.some(({ Ref }: { Ref: string }) => Ref === role))
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Action, Resource }: { Action: string | string[]; Resource: unknown }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((on) => [action, on] as const)),
    )
    .filter(([action]) => !/^(logs|xray):/.test(action))
    .map(([action, on]) => (typeof on === 'string' ? `${action} ${on}` : action));
};

const TO_STREAM = ['kinesis:PutRecords', 'kms:Decrypt', 'kms:GenerateDataKey', 's3:PutObject'];
const NETWORK = [
  'ec2:CreateNetworkInterface *',
  'ec2:DeleteNetworkInterface *',
  'ec2:DescribeNetworkInterfaces *',
  'ec2:DescribeSecurityGroups *',
  'ec2:DescribeSubnets *',
  'ec2:DescribeVpcs *',
];
const expectGrants = (template: Template, name: string, expected: readonly string[]) =>
  expect([...new Set(grantsOf(template, name))].sort()).toEqual([...expected].sort());

it('a stage without brokers has no relay and no route for one', () => {
  expect(functionNames(none.ingest)).toEqual(['kairos-prod-collect']);
  expect(mappings(none.ingest)).toEqual([]);
  none.ingest.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 0);
});

it('a stage with all of them has one relay each, and no finding of cdk-nag', () => {
  expect(functionNames(all.ingest)).toEqual([
    'kairos-prod-collect',
    'kairos-prod-relay-kafka',
    'kairos-prod-relay-rabbitmq',
    'kairos-prod-relay-pubsub',
  ]);
  expect(propertiesOf(all.ingest, 'AWS::Logs::LogGroup').map(({ LogGroupName }) => LogGroupName)).toEqual(
    expect.arrayContaining(['kafka', 'rabbitmq', 'pubsub'].map((name) => `/aws/lambda/kairos-prod-relay-${name}`)),
  );
  expect([...all.findings(), ...own.findings()]).toEqual([]);
});

describe('Kafka', () => {
  it('on MSK: a mapping a topic, each with a group of its own; what is given up is kept whole', () => {
    const ofKafka = mappings(all.ingest).filter(({ EventSourceArn }) => EventSourceArn === MSK_ARN);
    expect(ofKafka.map(({ Topics }) => Topics)).toEqual([['orders'], ['visits']]);
    for (const { Topics, ...mapping } of ofKafka)
      expect(mapping).toMatchObject({
        AmazonManagedKafkaEventSourceConfig: { ConsumerGroupId: `kairos-${Topics[0]}` },
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 500,
        MaximumBatchingWindowInSeconds: 1,
        DestinationConfig: { OnFailure: { Destination: expect.anything() } },
      });
  });

  it('on MSK: its attempts outlast a brown-out of a quarter of an hour', () => {
    all.ingest.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'kairos-prod-relay-kafka',
      Timeout: 120,
    });
  });

  it('on MSK: reads these topics in these groups, and nothing else of the cluster', () => {
    const within = (kind: string, name: string) => `${MSK_ARN.replace(':cluster/', `:${kind}/`)}/${name}`;
    expectGrants(all.ingest, 'relay-kafka', [
      ...TO_STREAM,
      ...NETWORK,
      's3:ListBucket',
      ...['DescribeCluster', 'DescribeClusterV2', 'GetBootstrapBrokers'].map((name) => `kafka:${name} ${MSK_ARN}`),
      `kafka-cluster:Connect ${MSK_ARN}`,
      `kafka-cluster:DescribeClusterDynamicConfiguration ${MSK_ARN}`,
      ...['orders', 'visits'].flatMap((topic) => [
        `kafka-cluster:DescribeTopic ${within('topic', topic)}`,
        `kafka-cluster:ReadData ${within('topic', topic)}`,
        `kafka-cluster:AlterGroup ${within('group', `kairos-${topic}`)}`,
        `kafka-cluster:DescribeGroup ${within('group', `kairos-${topic}`)}`,
      ]),
    ]);
  });

  it('on MSK with a secret: logs on with it, and needs no grant of IAM’s for topics', () => {
    const cluster = { arn: MSK_ARN, secret: { arn: secretArn('AmazonMSK_shop'), keyArn: KEY_ARN } };
    const { ingest, findings } = synthesise(aStageWith({ kafka: { ...allSources.kafka, cluster } }));
    expect(mappings(ingest)[0]?.SourceAccessConfigurations).toEqual([
      { Type: 'SASL_SCRAM_512_AUTH', URI: secretArn('AmazonMSK_shop') },
    ]);
    const grants = grantsOf(ingest, 'relay-kafka');
    expect(grants).toContain(`secretsmanager:GetSecretValue ${secretArn('AmazonMSK_shop')}`);
    expect(grants).toContain(`kms:Decrypt ${KEY_ARN}`);
    expect(grants.filter((grant) => grant.startsWith('kafka-cluster:'))).toEqual([]);
    expect(findings()).toEqual([]);
  });

  it('of one’s own: by its brokers, its secret, its authority and its network', () => {
    expect(mappings(own.ingest)).toHaveLength(2);
    expect(mappings(own.ingest)[0]).toMatchObject({
      SelfManagedEventSource: { Endpoints: { KafkaBootstrapServers: [...ownKafka.cluster.bootstrapServers] } },
      SelfManagedKafkaEventSourceConfig: { ConsumerGroupId: 'kairos-orders' },
      SourceAccessConfigurations: [
        { Type: 'SASL_SCRAM_512_AUTH', URI: secretArn('kafka') },
        { Type: 'SERVER_ROOT_CA_CERTIFICATE', URI: secretArn('kafka-ca') },
        { Type: 'VPC_SUBNET', URI: 'subnet:subnet-1' },
        { Type: 'VPC_SUBNET', URI: 'subnet:subnet-2' },
        { Type: 'VPC_SECURITY_GROUP', URI: 'security_group:sg-1' },
      ],
      DestinationConfig: { OnFailure: { Destination: expect.anything() } },
    });
    expectGrants(own.ingest, 'relay-kafka', [
      ...TO_STREAM,
      ...NETWORK,
      's3:ListBucket',
      `kms:Decrypt ${KEY_ARN}`,
      `secretsmanager:GetSecretValue ${secretArn('kafka')}`,
      `secretsmanager:GetSecretValue ${secretArn('kafka-ca')}`,
    ]);
  });

  it('of one’s own over the internet: needs no network', () => {
    const { vpc: _none, ...cluster } = ownKafka.cluster;
    const { ingest } = synthesise(aStageWith({ kafka: { ...ownKafka, cluster } }));
    expect(grantsOf(ingest, 'relay-kafka').filter((grant) => grant.startsWith('ec2:'))).toEqual([]);
  });
});

describe('RabbitMQ', () => {
  it('one queue of the broker, logged on to with the secret', () => {
    expect(mappings(all.ingest).filter(({ EventSourceArn }) => EventSourceArn === BROKER_ARN)).toMatchObject([
      {
        Queues: ['events'],
        BatchSize: 100,
        MaximumBatchingWindowInSeconds: 1,
        SourceAccessConfigurations: [
          { Type: 'BASIC_AUTH', URI: secretArn('rabbit') },
          { Type: 'VIRTUAL_HOST', URI: '/' },
        ],
      },
    ]);
    expectGrants(all.ingest, 'relay-rabbitmq', [
      ...TO_STREAM,
      ...NETWORK,
      `mq:DescribeBroker ${BROKER_ARN}`,
      `secretsmanager:GetSecretValue ${secretArn('rabbit')}`,
    ]);
  });
});

describe('Pub/Sub', () => {
  it('one route, for tokens that Google signed for our audience; the function asks whose they are', () => {
    all.ingest.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'JWT',
      JwtConfiguration: { Audience: ['https://kairos.shop.example'], Issuer: 'https://accounts.google.com' },
      IdentitySource: ['$request.header.Authorization'],
    });
    all.ingest.hasResourceProperties('AWS::ApiGatewayV2::Route', {
      RouteKey: 'POST /pubsub',
      AuthorizationType: 'JWT',
      AuthorizerId: Match.anyValue(),
    });
    all.ingest.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'kairos-prod-relay-pubsub',
      Environment: { Variables: Match.objectLike({ SERVICE_ACCOUNT: 'pusher@shop.iam.gserviceaccount.com' }) },
    });
    expectGrants(all.ingest, 'relay-pubsub', TO_STREAM);
  });
});

describe('alarms of brokers', () => {
  it.each([
    ['relay-kafka-lag', { Namespace: 'AWS/Lambda', MetricName: 'OffsetLag', Threshold: 10_000 }],
    [
      'relay-rabbitmq-lag',
      {
        Namespace: 'AWS/AmazonMQ',
        MetricName: 'MessageReadyCount',
        Threshold: 1_000,
        Dimensions: [
          { Name: 'Broker', Value: 'shop' },
          { Name: 'Queue', Value: 'events' },
          { Name: 'VirtualHost', Value: '/' },
        ],
      },
    ],
    ['relay-kafka-failing', { MetricName: 'Errors' }],
    ['relay-rabbitmq-failing', { MetricName: 'Errors' }],
    ['relay-pubsub-failing', { MetricName: 'Errors' }],
  ])('%s', (name, expected) => {
    all.operate.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmName: `kairos-prod-${name}`, ...expected });
  });
});
