import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';

export interface AlarmProps {
  /** In kebab-case; `kairos-<stage>-` goes in front. */
  readonly name: string;
  readonly metric: IMetric;
  /** Goes off at this value and beyond. */
  readonly atLeast?: number;
  /** Goes off below this value. */
  readonly below?: number;
  readonly periods?: number;
  /** What silence means. @default 'fine' */
  readonly silence?: 'fine' | 'bad';
  /** What customers or marketers suffer while this goes on: one sentence. */
  readonly harm: string;
  /** Anchor in docs/runbook.md; a test holds that it exists. */
  readonly runbook: string;
}

/** Makes the stage's alarms: each one says what harm it stands for and where to read what to do. */
export class AlarmFactory extends Construct {
  readonly alarms: Alarm[] = [];
  private readonly stage: Stage;
  private readonly topic: ITopic;

  constructor(scope: Construct, id: string, props: { readonly stage: Stage; readonly topic: ITopic }) {
    super(scope, id);
    this.stage = props.stage;
    this.topic = props.topic;
  }

  raise(props: AlarmProps): void {
    const threshold = props.below ?? props.atLeast;
    if (threshold === undefined) throw new Error(`Alarm ${props.name} has no threshold`);
    const alarm = new Alarm(this, props.name, {
      alarmName: `kairos-${this.stage.name}-${props.name}`,
      alarmDescription: `${props.harm} What to do: docs/runbook.md#${props.runbook}`,
      metric: props.metric,
      threshold,
      comparisonOperator:
        props.below === undefined
          ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
          : ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: props.periods ?? 1,
      treatMissingData: props.silence === 'bad' ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    this.alarms.push(alarm);
  }
}
