import {
  at,
  inProperties,
  isObject,
  listAt,
  ofType,
  type Protection,
  statementsOf,
  without,
  withStatements,
} from './protection.ts';

const isKey = (value: unknown): boolean => isObject(value);

export const encrypted = inProperties('encrypted at rest with a key of our own', {
  'AWS::Kinesis::Stream': {
    property: 'StreamEncryption',
    holds: (value) => at(value, 'EncryptionType') === 'KMS' && isKey(at(value, 'KeyId')),
    weaker: { EncryptionType: 'NONE' },
  },
  'AWS::DynamoDB::Table': {
    property: 'SSESpecification',
    holds: (value) => at(value, 'SSEEnabled') === true && isKey(at(value, 'KMSMasterKeyId')),
    weaker: { SSEEnabled: true },
  },
  'AWS::S3::Bucket': {
    property: 'BucketEncryption',
    holds: (value) => {
      const byDefault = at(value, 'ServerSideEncryptionConfiguration', 0, 'ServerSideEncryptionByDefault');
      return at(byDefault, 'SSEAlgorithm') === 'aws:kms' && isKey(at(byDefault, 'KMSMasterKeyID'));
    },
    weaker: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
  },
  'AWS::SQS::Queue': { property: 'KmsMasterKeyId', holds: isKey, weaker: 'alias/aws/sqs' },
  'AWS::SNS::Topic': { property: 'KmsMasterKeyId', holds: isKey, weaker: 'alias/aws/sns' },
  'AWS::SecretsManager::Secret': { property: 'KmsKeyId', holds: isKey, weaker: 'alias/aws/secretsmanager' },
});

export const rotating = inProperties('under keys that rotate', {
  'AWS::KMS::Key': { property: 'EnableKeyRotation', holds: (value) => value === true, weaker: false },
});

export const recoverable = inProperties('recoverable to any second of the last weeks', {
  'AWS::DynamoDB::Table': {
    property: 'PointInTimeRecoverySpecification',
    holds: (value) => at(value, 'PointInTimeRecoveryEnabled') === true,
    weaker: { PointInTimeRecoveryEnabled: false },
  },
});

const BLOCKED = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
export const closed = inProperties('in buckets that are closed to the public', {
  'AWS::S3::Bucket': {
    property: 'PublicAccessBlockConfiguration',
    holds: (value) => BLOCKED.every((name) => at(value, name) === true),
    weaker: { BlockPublicAcls: true, IgnorePublicAcls: true },
  },
});

export const versioned = inProperties('in buckets that keep what is overwritten', {
  'AWS::S3::Bucket': {
    property: 'VersioningConfiguration',
    holds: (value) => at(value, 'Status') === 'Enabled',
    weaker: { Status: 'Suspended' },
  },
});

export const erasable = inProperties('in buckets that forget old versions within days, so that an erasure ends', {
  'AWS::S3::Bucket': {
    property: 'LifecycleConfiguration',
    holds: (value) =>
      listAt(value, 'Rules').some((rule) => {
        const days = at(rule, 'NoncurrentVersionExpiration', 'NoncurrentDays');
        // A rule with a prefix would leave the rest.
        return (
          typeof days === 'number' && days <= 30 && at(rule, 'Status') === 'Enabled' && at(rule, 'Prefix') === undefined
        );
      }),
    weaker: { Rules: [{ NoncurrentVersionExpiration: { NoncurrentDays: 7 }, Prefix: 'raw/', Status: 'Enabled' }] },
  },
});

const refersTo = (value: unknown, id: string): boolean => JSON.stringify(value ?? null).includes(`"${id}"`);

const deniesPlainHttp = (statement: unknown, id: string): boolean =>
  at(statement, 'Effect') === 'Deny' &&
  at(statement, 'Condition', 'Bool', 'aws:SecureTransport') === 'false' &&
  // Everybody, for every action that the policy could name.
  [at(statement, 'Principal'), at(statement, 'Principal', 'AWS')].includes('*') &&
  refersTo(at(statement, 'Resource'), id);

const POLICIES: Readonly<Record<string, string>> = {
  'AWS::S3::Bucket': 'AWS::S3::BucketPolicy',
  'AWS::SQS::Queue': 'AWS::SQS::QueuePolicy',
  'AWS::SNS::Topic': 'AWS::SNS::TopicPolicy',
};

export const tlsOnly: Protection = {
  name: 'in buckets, queues and topics that refuse plain HTTP',
  find: (deployment) =>
    ofType(deployment, ...Object.keys(POLICIES)).flatMap(({ type, stack, id }) => {
      const policies = ofType(deployment, POLICIES[type] ?? '').filter((policy) => policy.stack === stack);
      const denials = policies.flatMap(({ properties }) => statementsOf(properties));
      return denials.some((statement) => deniesPlainHttp(statement, id)) ? [] : [id];
    }),
  remove: ({ type, properties }) => {
    if (!Object.values(POLICIES).includes(type)) return [];
    const statements = statementsOf(properties);
    const isDenial = (statement: unknown) => at(statement, 'Condition', 'Bool', 'aws:SecureTransport') === 'false';
    const others = statements.filter((statement) => !isDenial(statement));
    const forOne = statements.map((statement) =>
      isDenial(statement) && isObject(statement)
        ? { ...statement, Principal: { Service: 's3.amazonaws.com' } }
        : statement,
    );
    return [withStatements(properties, others), withStatements(properties, forOne)];
  },
};

export const forgetful: Protection = {
  name: 'logged to groups that forget, one that each function names',
  find: (deployment) => {
    const groups = ofType(deployment, 'AWS::Logs::LogGroup');
    const keepsForEver = groups.filter(({ properties }) => typeof properties.RetentionInDays !== 'number');
    // Without a group of its own Lambda makes one that keeps everything for ever.
    const unnamed = ofType(deployment, 'AWS::Lambda::Function').filter(
      ({ stack, properties }) =>
        !groups.some(
          (group) => group.stack === stack && refersTo(at(properties, 'LoggingConfig', 'LogGroup'), group.id),
        ),
    );
    return [...keepsForEver, ...unnamed].map(({ id }) => id);
  },
  remove: ({ type, properties }) => {
    if (type === 'AWS::Logs::LogGroup') return [without(properties, 'RetentionInDays')];
    return type === 'AWS::Lambda::Function' ? [without(properties, 'LoggingConfig')] : [];
  },
};

const USED_BY_SERVICES = ['ses.amazonaws.com', 'sns.amazonaws.com'];
const allowsService = (statement: unknown, service: string): boolean =>
  at(statement, 'Effect') === 'Allow' &&
  at(statement, 'Principal', 'Service') === service &&
  ['kms:Decrypt', 'kms:GenerateDataKey*'].every((action) => listAt(statement, 'Action').includes(action));

export const reachable: Protection = {
  name: 'under a key that SES and SNS may use: without it every event of SES vanishes unseen',
  find: (deployment) => {
    const topics = ofType(deployment, 'AWS::SES::ConfigurationSetEventDestination').map(({ stack, properties }) => {
      const topicId = at(properties, 'EventDestination', 'SnsDestination', 'TopicARN', 'Ref');
      return deployment.resources.find((one) => one.stack === stack && one.id === topicId);
    });
    return topics.flatMap((topic) => {
      if (topic === undefined) return ['no topic'];
      const keyId = at(topic.properties, 'KmsMasterKeyId', 'Fn::GetAtt', 0);
      const key = deployment.resources.find((one) => one.stack === topic.stack && one.id === keyId);
      if (key === undefined) return [topic.id];
      const statements = statementsOf(key.properties, 'KeyPolicy');
      return USED_BY_SERVICES.every((service) => statements.some((statement) => allowsService(statement, service)))
        ? []
        : [key.id];
    });
  },
  remove: ({ type, id, properties }) =>
    type === 'AWS::KMS::Key' && id.startsWith('Messages')
      ? USED_BY_SERVICES.map((service) =>
          withStatements(
            properties,
            statementsOf(properties, 'KeyPolicy').filter(
              (statement) => at(statement, 'Principal', 'Service') !== service,
            ),
            'KeyPolicy',
          ),
        )
      : [],
};

export const dataProtections: readonly Protection[] = [
  encrypted,
  rotating,
  recoverable,
  closed,
  versioned,
  erasable,
  tlsOnly,
  forgetful,
  reachable,
];
