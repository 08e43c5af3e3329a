import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import { StorageClass } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from '../constructs/acknowledge.ts';
import { NamedBucket } from '../constructs/named-bucket.ts';
import { NamedTable } from '../constructs/named-table.ts';
import { type RegisteredSchema, SchemaRegistry } from '../constructs/schema-registry.ts';
import type { Stage } from '../stages.ts';

export interface DataStackProps extends StackProps {
  readonly stage: Stage;
  readonly schemas: readonly RegisteredSchema[];
}

/** Everything that holds data, and no code: no release of a function can delete or replace any of it. */
export class DataStack extends Stack {
  readonly key: Key;
  readonly events: Stream;
  readonly profiles: NamedTable;
  readonly sends: NamedTable;
  readonly catalogue: NamedTable;
  readonly lake: NamedBucket;
  readonly failed: NamedBucket;
  /** What preference links are signed with: lost, no link in any mail that is out would open any more. */
  readonly preferenceKeys: Secret;

  constructor(scope: Construct, id: string, { stage, schemas, ...props }: DataStackProps) {
    super(scope, id, { ...props, terminationProtection: stage.protected });

    this.key = new Key(this, 'Key', {
      alias: `kairos-${stage.name}`,
      description: `Kairos ${stage.name}: everything at rest`,
      enableKeyRotation: true,
      removalPolicy: stage.protected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // The alarms' topic is encrypted with it: without this statement an alarm changes its state and tells nobody.
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );

    const { capacity } = stage.stream;
    this.events = new Stream(this, 'Events', {
      streamName: `kairos-${stage.name}-events`,
      ...(capacity.mode === 'on-demand'
        ? { streamMode: StreamMode.ON_DEMAND }
        : { streamMode: StreamMode.PROVISIONED, shardCount: capacity.shards }),
      retentionPeriod: Duration.days(stage.stream.retentionDays),
      encryption: StreamEncryption.KMS,
      encryptionKey: this.key,
      removalPolicy: stage.protected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });

    acknowledge(
      this.events,
      'AwsSolutions-KDS3',
      'Its own key: who may read events is then decided here, and its use is on record; the charge is accepted.',
    );

    this.profiles = new NamedTable(this, 'Profiles', {
      stage,
      name: 'profiles',
      key: this.key,
      stream: true,
      indexes: [
        {
          // Sparse: only profiles that time alone will move have the two attributes; a day's many writes touch it once.
          indexName: 'wake',
          partitionKey: { name: 'wakeShard', type: AttributeType.STRING },
          sortKey: { name: 'wakeDay', type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    });
    this.catalogue = new NamedTable(this, 'Catalogue', { stage, name: 'catalogue', key: this.key, expires: false });
    this.sends = new NamedTable(this, 'Sends', {
      stage,
      name: 'sends',
      key: this.key,
      indexes: [
        {
          indexName: 'by-profile',
          partitionKey: { name: 'profileId', type: AttributeType.STRING },
          sortKey: { name: 'decidedAt', type: AttributeType.NUMBER },
          projectionType: ProjectionType.ALL,
        },
        {
          // Sparse: only rows that somebody must still act on have the two attributes.
          indexName: 'wake',
          partitionKey: { name: 'wakeShard', type: AttributeType.STRING },
          sortKey: { name: 'wakeAt', type: AttributeType.NUMBER },
          projectionType: ProjectionType.ALL,
        },
      ],
    });

    this.lake = new NamedBucket(this, 'Lake', {
      stage,
      name: 'lake',
      key: this.key,
      lifecycleRules: [
        {
          id: 'cool-raw-events',
          prefix: 'raw/',
          transitions: [
            {
              storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL,
              transitionAfter: Duration.days(stage.lake.coolAfterDays),
            },
          ],
        },
        { id: 'forget-query-results', prefix: 'athena-results/', expiration: Duration.days(30) },
      ],
    });
    this.failed = new NamedBucket(this, 'Failed', {
      stage,
      name: 'failed',
      key: this.key,
      lifecycleRules: [{ id: 'forget-failed-events', expiration: Duration.days(stage.lake.failedEventsDays) }],
    });

    this.preferenceKeys = new Secret(this, 'PreferenceKeys', {
      secretName: `kairos-${stage.name}-preference-keys`,
      description: `Kairos ${stage.name}: keys of the preference links in mails`,
      encryptionKey: this.key,
      // Never to be edited: CloudFormation would write a new secret over those that links are signed with.
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ current: 'k1' }),
        generateStringKey: 'k1',
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy: stage.protected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(
      this.preferenceKeys,
      'AwsSolutions-SMG4',
      'Rotated by adding a key (docs/runbook.md): one that replaced the old would close the links of all mails that are out.',
    );

    if (stage.schemaRegistry) new SchemaRegistry(this, 'Schemas', { stage, schemas });

    new CfnOutput(this, 'EventsStream', { value: this.events.streamName, description: 'Producers put records here' });
    new CfnOutput(this, 'ProfilesTable', { value: this.profiles.tableName });
    new CfnOutput(this, 'SendsTable', { value: this.sends.tableName });
    new CfnOutput(this, 'CatalogueTable', { value: this.catalogue.tableName });
    new CfnOutput(this, 'LakeBucket', { value: this.lake.bucketName });
    new CfnOutput(this, 'FailedBucket', { value: this.failed.bucketName });
  }
}
