import { ArnFormat, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ArchiveEventsEnv } from '../../lambdas/archive-events/env.ts';
import type { LearnRecommendationsEnv } from '../../lambdas/learn-recommendations/env.ts';
import type { RedriveFailedEnv } from '../../lambdas/redrive-failed/env.ts';
import type { UnmergeProfilesEnv } from '../../lambdas/unmerge-profiles/env.ts';
import { allowSchemaLookUp } from '../constructs/allow-schema-look-up.ts';
import { consumeStream } from '../constructs/consume-stream.ts';
import { LakeCatalogue } from '../constructs/lake-catalogue.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { Timer } from '../constructs/timer.ts';
import type { Stage } from '../stages.ts';
import type { DataStack } from './data-stack.ts';

export interface LakeStackProps extends StackProps {
  readonly stage: Stage;
  readonly data: DataStack;
}

/** Ends before the stream forgets a batch, so that it is kept as given up, and at the latest after Lambda's 7 days. */
const archivePatience = (retentionDays: number): Duration =>
  retentionDays === 1 ? Duration.hours(20) : Duration.days(Math.min(retentionDays - 1, 7));

/** The log from which everything can be rebuilt: written, asked, learnt from, and fed back. */
export class LakeStack extends Stack {
  readonly archiveEvents: PipelineFunction;
  readonly learnRecommendations: PipelineFunction;
  readonly redriveFailed: PipelineFunction;
  readonly unmergeProfiles: PipelineFunction;
  readonly archiveMappingId: string;

  constructor(scope: Construct, id: string, { stage, data, ...props }: LakeStackProps) {
    super(scope, id, { ...props, terminationProtection: stage.protected });

    this.archiveEvents = new PipelineFunction(this, 'ArchiveEvents', {
      stage,
      name: 'archive-events',
      description: 'Writes each batch of the stream to the lake before anybody has judged it',
      timeout: Duration.minutes(2),
      memoryMb: 1_024,
      environment: { LAKE_BUCKET: data.lake.bucketName } satisfies ArchiveEventsEnv,
    });
    data.lake.allowObjects(this.archiveEvents, 'raw/', 's3:PutObject');
    // Neither bisect nor partial responses: a retry sees the same batch, so it writes the same object again.
    this.archiveMappingId = consumeStream(this.archiveEvents, 'FromEvents', {
      source: { kinesis: data.events },
      key: data.key,
      options: stage.consumers.archive,
      retryAttempts: 10_000, // its age ends it, not a count: no record is bad to an archive
      maxAge: archivePatience(stage.stream.retentionDays),
      onFailure: data.failed,
    }).eventSourceMappingId;

    this.learnRecommendations = new PipelineFunction(this, 'LearnRecommendations', {
      stage,
      name: 'learn-recommendations',
      description: 'Learns from the lake which products are viewed and bought together',
      timeout: Duration.minutes(10),
      memoryMb: 2_048,
      environment: {
        LAKE_BUCKET: data.lake.bucketName,
        CATALOGUE_TABLE: data.catalogue.tableName,
        SCHEMA_IDS: JSON.stringify(stage.schemaIds),
      } satisfies LearnRecommendationsEnv,
    });
    data.lake.allowList(this.learnRecommendations);
    allowSchemaLookUp(this.learnRecommendations);
    data.lake.allowObjects(this.learnRecommendations, 'raw/', 's3:GetObject');
    data.lake.allowObjects(this.learnRecommendations, 'learned/', 's3:GetObject', 's3:PutObject');
    data.catalogue.allowItems(
      this.learnRecommendations,
      'dynamodb:BatchGetItem',
      'dynamodb:PutItem',
      'dynamodb:BatchWriteItem',
    );
    new Timer(this, 'EachHour', { invokes: this.learnRecommendations, each: Duration.hours(1) });

    // By its name: the stack that holds it is deployed after this one.
    const decideSends = `kairos-${stage.name}-decide-sends`;
    this.redriveFailed = new PipelineFunction(this, 'RedriveFailed', {
      stage,
      name: 'redrive-failed',
      description: 'Invoked by hand: mends failed events, and puts them back on the stream',
      timeout: Duration.minutes(15),
      memoryMb: 1_024,
      environment: {
        FAILED_BUCKET: data.failed.bucketName,
        EVENTS_STREAM: data.events.streamName,
        PROFILES_TABLE: data.profiles.tableName,
        DECIDE_SENDS: decideSends,
        SCHEMA_IDS: JSON.stringify(stage.schemaIds),
        DEDUPE_DAYS: String(stage.dedupeDays),
      } satisfies RedriveFailedEnv,
    });
    data.failed.allowList(this.redriveFailed);
    for (const prefix of ['failed/', 'aws/lambda/']) {
      data.failed.allowObjects(this.redriveFailed, prefix, 's3:GetObject', 's3:DeleteObject');
    }
    data.failed.allowObjects(this.redriveFailed, 'redriven/', 's3:PutObject');
    this.redriveFailed.allow(['kinesis:PutRecords'], [data.events.streamArn]);
    this.redriveFailed.allow(
      ['lambda:InvokeFunction'],
      [
        this.formatArn({
          service: 'lambda',
          resource: 'function',
          resourceName: decideSends,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      ],
    );
    allowSchemaLookUp(this.redriveFailed);

    this.unmergeProfiles = new PipelineFunction(this, 'UnmergeProfiles', {
      stage,
      name: 'unmerge-profiles',
      description: 'Invoked by hand: takes two people apart who were taken for one',
      timeout: Duration.minutes(15),
      memoryMb: 2_048,
      countries: true,
      environment: {
        PROFILES_TABLE: data.profiles.tableName,
        LAKE_BUCKET: data.lake.bucketName,
        BOTS: stage.bots,
        DEDUPE_DAYS: String(stage.dedupeDays),
        SCHEMA_IDS: JSON.stringify(stage.schemaIds),
      } satisfies UnmergeProfilesEnv,
    });
    // It folds history: neither SES nor a queue nor the ledger is within its reach.
    data.profiles.allowItems(this.unmergeProfiles, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem');
    data.lake.allowList(this.unmergeProfiles);
    data.lake.allowObjects(this.unmergeProfiles, 'raw/', 's3:GetObject');
    allowSchemaLookUp(this.unmergeProfiles);

    if (stage.lake.queryable) new LakeCatalogue(this, 'Catalogue', { stage, lake: data.lake, key: data.key });
  }
}
