import { Stack, type StackProps } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { AlarmFactory } from '../constructs/alarm-factory.ts';
import { MarketingDashboard } from '../constructs/marketing-dashboard.ts';
import { OperationsDashboard } from '../constructs/operations-dashboard.ts';
import { raiseAlarms } from '../constructs/raise-alarms.ts';
import type { Stage } from '../stages.ts';
import type { DataStack } from './data-stack.ts';
import type { EngageStack } from './engage-stack.ts';
import type { IngestStack } from './ingest-stack.ts';
import type { LakeStack } from './lake-stack.ts';
import type { ProfileStack } from './profile-stack.ts';

/** What is watched: every stack but Operate itself. */
export interface Pipeline {
  readonly data: DataStack;
  readonly ingest: IngestStack;
  readonly lake: LakeStack;
  readonly profile: ProfileStack;
  readonly engage: EngageStack;
}

export interface OperateStackProps extends StackProps {
  readonly stage: Stage;
  readonly pipeline: Pipeline;
}

/** What people look at, and what wakes them. */
export class OperateStack extends Stack {
  constructor(scope: Construct, id: string, { stage, pipeline, ...props }: OperateStackProps) {
    super(scope, id, { ...props, terminationProtection: stage.protected });
    const topic = new Topic(this, 'Alarms', {
      topicName: `kairos-${stage.name}-alarms`,
      masterKey: pipeline.data.key,
      enforceSSL: true,
    });
    // A policy replaces the topic's default one, under which alarms may publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
    if (stage.alarms.email !== undefined) topic.addSubscription(new EmailSubscription(stage.alarms.email));
    const factory = new AlarmFactory(this, 'Alarm', { stage, topic });
    raiseAlarms(factory, stage, pipeline);
    new OperationsDashboard(this, 'Operations', { stage, pipeline, alarms: factory.alarms });
    new MarketingDashboard(this, 'Marketing', { stage });
  }
}
