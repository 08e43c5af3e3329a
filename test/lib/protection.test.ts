import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { synthesise } from '../builders/templates.ts';

const prod = synthesise('prod');
const dev = synthesise('dev');
const local = synthesise('local');
const all = ({ data, ingest, lake, profile, engage, operate }: typeof prod): readonly Template[] => [
  data,
  ingest,
  lake,
  profile,
  engage,
  operate,
];
const resources = (type: string, templates = all(prod)) =>
  templates.flatMap((template) => Object.values(template.findResources(type)));

const DATA = ['AWS::Kinesis::Stream', 'AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::KMS::Key'];

describe('data', () => {
  it('live in one stack without functions', () => {
    prod.data.resourceCountIs('AWS::Lambda::Function', 0);
    for (const type of ['AWS::Kinesis::Stream', 'AWS::DynamoDB::Table', 'AWS::S3::Bucket'])
      expect(resources(type)).toHaveLength(Object.keys(prod.data.findResources(type)).length);
  });

  it.each(DATA)('of prod outlive their stack: %s', (type) => {
    const found = Object.values(prod.data.findResources(type));
    expect(found.length).toBeGreaterThan(0);
    for (const { DeletionPolicy, UpdateReplacePolicy } of found) {
      expect(DeletionPolicy).toBe('Retain');
      expect(UpdateReplacePolicy).toBe('Retain');
    }
  });

  it('of prod: no stack can be deleted by one command, in dev each can', () => {
    for (const stack of Object.values(prod.stacks)) expect(stack.terminationProtection).toBe(true);
    for (const stack of Object.values(dev.stacks)) expect(stack.terminationProtection).toBe(false);
  });

  it('in tables: a key of our own, point-in-time recovery, deletion protection', () => {
    prod.data.resourceCountIs('AWS::DynamoDB::Table', 3);
    prod.data.allResourcesProperties('AWS::DynamoDB::Table', {
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it('profiles stream old and new images; what waits has a sparse index, and sends one by profile', () => {
    const key = (name: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName: name, KeyType });
    prod.data.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'kairos-prod-profiles',
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      GlobalSecondaryIndexes: [
        Match.objectLike({
          IndexName: 'wake',
          KeySchema: [key('wakeShard', 'HASH'), key('wakeDay', 'RANGE')],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        }),
      ],
    });
    prod.data.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'kairos-prod-sends',
      StreamSpecification: Match.absent(),
      GlobalSecondaryIndexes: [
        Match.objectLike({ IndexName: 'by-profile', KeySchema: [key('profileId', 'HASH'), key('decidedAt', 'RANGE')] }),
        Match.objectLike({ IndexName: 'wake', KeySchema: [key('wakeShard', 'HASH'), key('wakeAt', 'RANGE')] }),
      ],
    });
  });

  it('in buckets: encrypted, versioned, closed to the public and to plain HTTP', () => {
    prod.data.resourceCountIs('AWS::S3::Bucket', 2);
    prod.data.allResourcesProperties('AWS::S3::Bucket', {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          Match.objectLike({ ServerSideEncryptionByDefault: Match.objectLike({ SSEAlgorithm: 'aws:kms' }) }),
        ],
      },
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    prod.data.resourceCountIs('AWS::S3::BucketPolicy', 2);
    prod.data.allResourcesProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([denyWithoutTls]) },
    });
  });

  it('old versions leave after a week, so that an erasure ends', () => {
    prod.data.allResourcesProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 7 }, Status: 'Enabled' }),
        ]),
      },
    });
  });

  it('on the stream: encrypted with our own key, kept for a week; on demand in prod, sharded in dev', () => {
    prod.data.hasResourceProperties('AWS::Kinesis::Stream', {
      RetentionPeriodHours: 168,
      StreamEncryption: { EncryptionType: 'KMS', KeyId: Match.anyValue() },
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    });
    dev.data.hasResourceProperties('AWS::Kinesis::Stream', { ShardCount: 1 });
  });

  it('under keys that rotate', () => {
    for (const { Properties } of resources('AWS::KMS::Key')) expect(Properties.EnableKeyRotation).toBe(true);
  });
});

const denyWithoutTls = Match.objectLike({
  Effect: 'Deny',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});

describe('the keys of preference links', () => {
  it('are made at deployment, under our own key, and of prod outlive their stack', () => {
    const [secret, ...others] = Object.values(prod.data.findResources('AWS::SecretsManager::Secret'));
    expect(others).toEqual([]);
    expect(secret).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    expect(secret?.Properties).toMatchObject({ Name: 'kairos-prod-preference-keys', KmsKeyId: expect.anything() });
  });

  it('are never made anew: the template of what is generated stands as it was first deployed', () => {
    prod.data.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: {
        SecretStringTemplate: '{"current":"k1"}',
        GenerateStringKey: 'k1',
        PasswordLength: 64,
        ExcludePunctuation: true,
      },
    });
  });
});

describe('messages on their way', () => {
  it('wait in encrypted queues that refuse plain HTTP, each with dead letters that keep for 14 days', () => {
    prod.engage.resourceCountIs('AWS::SQS::Queue', 6);
    prod.engage.allResourcesProperties('AWS::SQS::Queue', { KmsMasterKeyId: Match.anyValue() });
    prod.engage.resourceCountIs('AWS::SQS::QueuePolicy', 6);
    prod.engage.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: { Statement: Match.arrayWith([denyWithoutTls]) },
    });
    const queues = resources('AWS::SQS::Queue').map(({ Properties }) => Properties);
    expect(queues.filter(({ RedrivePolicy }) => RedrivePolicy !== undefined)).toHaveLength(3);
    expect(queues.filter(({ MessageRetentionPeriod }) => MessageRetentionPeriod === 14 * 86_400)).toHaveLength(3);
  });

  it('stay hidden six times as long as their consumer may take', () => {
    prod.engage.hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'kairos-prod-marketing',
      VisibilityTimeout: 360,
    });
    prod.engage.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'kairos-prod-send-email', Timeout: 60 });
  });

  it('go through topics that are encrypted and refuse plain HTTP', () => {
    for (const template of [prod.engage, prod.operate]) {
      template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.anyValue() });
      template.hasResourceProperties('AWS::SNS::TopicPolicy', {
        PolicyDocument: { Statement: Match.arrayWith([denyWithoutTls]) },
      });
    }
  });
});

describe('word from SES', () => {
  it('can reach the encrypted topic and queue: the key names both services', () => {
    for (const service of ['ses.amazonaws.com', 'sns.amazonaws.com']) {
      prod.engage.hasResourceProperties('AWS::KMS::Key', {
        KeyPolicy: {
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Allow',
              Principal: { Service: service },
              Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            }),
          ]),
        },
      });
    }
  });

  it('is asked for, in full, by the configuration set that mails go out with', () => {
    prod.engage.hasResourceProperties('AWS::SES::ConfigurationSet', {
      Name: 'kairos-prod',
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      ReputationOptions: { ReputationMetricsEnabled: true },
      // One list of whom to spare, and a later yes lifts it: on SES's own a person would stay for good.
      SuppressionOptions: { SuppressedReasons: [] },
    });
    const [destination] = resources('AWS::SES::ConfigurationSetEventDestination');
    expect(destination?.Properties.EventDestination).toMatchObject({
      Enabled: true,
      SnsDestination: expect.anything(),
    });
    expect(destination?.Properties.EventDestination.MatchingEventTypes).toEqual(
      expect.arrayContaining(['send', 'delivery', 'bounce', 'complaint', 'reject', 'renderingFailure']),
    );
  });

  it('is had of what was opened and followed, by SES’s own tracking', () => {
    const [destination] = resources('AWS::SES::ConfigurationSetEventDestination');
    expect(destination?.Properties.EventDestination.MatchingEventTypes).toContain('open');
    expect(destination?.Properties.EventDestination.MatchingEventTypes).toContain('click');
  });

  it('comes in SNS’s envelope, and is not lost where the queue cannot take it', () => {
    prod.engage.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'sqs',
      RedrivePolicy: Match.anyValue(),
      RawMessageDelivery: Match.absent(),
    });
  });
});

describe('alarms', () => {
  it('can reach their encrypted topic: the key names CloudWatch, for this account', () => {
    prod.data.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ]),
      },
    });
  });
});

describe('topics', () => {
  it.each([
    ['the alarms', prod.operate, 'cloudwatch.amazonaws.com'],
    ['SES', prod.engage, 'ses.amazonaws.com'],
  ])('let %s of this account publish', (_, template, Service) => {
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service },
            Condition: Match.anyValue(),
          }),
        ]),
      },
    });
  });
});

describe('functions', () => {
  const functions = resources('AWS::Lambda::Function').map(({ Properties }) => Properties);

  it('are thirteen, on Node 24 and arm64, traced, each with a role of its own', () => {
    expect(functions).toHaveLength(13);
    for (const fn of functions)
      expect(fn).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        Environment: { Variables: { NODE_OPTIONS: '--enable-source-maps' } },
      });
    expect(resources('AWS::IAM::Role')).toHaveLength(13);
  });

  it('log to groups that forget', () => {
    const groups = resources('AWS::Logs::LogGroup');
    expect(groups).toHaveLength(15); // thirteen functions and two gateways
    for (const { Properties } of groups) expect(Properties.RetentionInDays).toBe(90);
  });

  it('know the stage’s allow-list and how long a message id is remembered', () => {
    const environment = (name: string) =>
      functions.find(({ FunctionName }) => FunctionName === `kairos-prod-${name}`)?.Environment.Variables;
    expect(environment('send-email')).toMatchObject({
      ALLOW_RECIPIENTS: '["*"]',
      CONFIGURATION_SET: expect.anything(),
    });
    expect(environment('enrich-events')).toMatchObject({ DEDUPE_DAYS: '35', STREAM_RETENTION_DAYS: '7' });
  });
});

describe('the lake', () => {
  it('is a table of computed partitions, with a view that counts each record once', () => {
    prod.lake.hasResourceProperties('AWS::Glue::Table', {
      TableInput: {
        Parameters: Match.objectLike({ 'projection.enabled': 'true', 'projection.hour.digits': '2' }),
      },
    });
    prod.lake.hasResourceProperties('AWS::Athena::NamedQuery', {
      QueryString: Match.stringLikeRegexp('CREATE OR REPLACE VIEW events[\\s\\S]*PARTITION BY shard, sequence'),
    });
  });

  it('is not asked where the emulator could not answer', () => {
    for (const type of ['AWS::Glue::Table', 'AWS::Athena::WorkGroup', 'AWS::Athena::NamedQuery'])
      local.lake.resourceCountIs(type, 0);
  });
});
