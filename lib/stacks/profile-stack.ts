import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EnrichEventsEnv } from '../../lambdas/enrich-events/env.ts';
import type { EvaluateSegmentsEnv } from '../../lambdas/evaluate-segments/env.ts';
import { allowSchemaLookUp } from '../constructs/allow-schema-look-up.ts';
import { consumeStream } from '../constructs/consume-stream.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { Timer } from '../constructs/timer.ts';
import type { Stage } from '../stages.ts';
import type { DataStack } from './data-stack.ts';

export interface ProfileStackProps extends StackProps {
  readonly stage: Stage;
  readonly data: DataStack;
}

/** From events, and from the time that passes, to profiles. */
export class ProfileStack extends Stack {
  readonly enrichEvents: PipelineFunction;
  readonly enrichMappingId: string;
  readonly evaluateSegments: PipelineFunction;

  constructor(scope: Construct, id: string, { stage, data, ...props }: ProfileStackProps) {
    super(scope, id, { ...props, terminationProtection: stage.protected });
    this.enrichEvents = new PipelineFunction(this, 'EnrichEvents', {
      stage,
      name: 'enrich-events',
      description: 'Folds events into profiles, each event once',
      timeout: Duration.minutes(5),
      memoryMb: 1_769,
      countries: true,
      environment: {
        PROFILES_TABLE: data.profiles.tableName,
        FAILED_BUCKET: data.failed.bucketName,
        BOTS: stage.bots,
        HOT_KEYS: JSON.stringify(stage.hotKeys),
        DEDUPE_DAYS: String(stage.dedupeDays),
        STREAM_RETENTION_DAYS: String(stage.stream.retentionDays),
        SCHEMA_IDS: JSON.stringify(stage.schemaIds),
      } satisfies EnrichEventsEnv,
    });
    // No Scan, no DeleteItem: identities are never deleted. A transaction of puts is paid and allowed as PutItem.
    data.profiles.allowItems(this.enrichEvents, 'dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:PutItem');
    data.failed.allowObjects(this.enrichEvents, 'failed/', 's3:PutObject');
    allowSchemaLookUp(this.enrichEvents);
    // 4 attempts of 5 minutes: a brown-out of a quarter of an hour is waited out before healthy records are given up.
    this.enrichMappingId = consumeStream(this.enrichEvents, 'FromEvents', {
      source: { kinesis: data.events },
      key: data.key,
      options: stage.consumers.enrich,
      partialFailures: true,
      bisect: true,
      retryAttempts: 3,
      maxAge: Duration.days(1),
      onFailure: data.failed,
    }).eventSourceMappingId;

    this.evaluateSegments = new PipelineFunction(this, 'EvaluateSegments', {
      stage,
      name: 'evaluate-segments',
      description: 'Each hour: moves people whom time alone puts into a segment or takes out of one',
      timeout: Duration.minutes(5),
      memoryMb: 1_024,
      environment: { PROFILES_TABLE: data.profiles.tableName } satisfies EvaluateSegmentsEnv,
    });
    data.profiles.allowIndex(this.evaluateSegments, 'wake');
    data.profiles.allowItemsUnder(this.evaluateSegments, 'ID#', 'dynamodb:BatchGetItem', 'dynamodb:PutItem');
    new Timer(this, 'EachHour', { invokes: this.evaluateSegments, each: Duration.hours(1) });
  }
}
