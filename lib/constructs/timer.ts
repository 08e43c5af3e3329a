import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface TimerProps {
  readonly invokes: PipelineFunction;
  readonly each: Duration;
}

/** Invokes a function at a steady rate. A run that fails or comes late is dropped: the next one does its work. */
export class Timer extends Construct {
  constructor(scope: Construct, id: string, { invokes, each }: TimerProps) {
    super(scope, id);
    const notTwice = { retryAttempts: 0, maxEventAge: Duration.minutes(1) };
    invokes.configureAsyncInvoke(notTwice); // Lambda's own retries would go on for six hours
    const rule = new Rule(this, 'Rule', {
      ruleName: `kairos-${invokes.stage.name}-${invokes.label}`,
      schedule: Schedule.rate(each),
      targets: [new LambdaFunction(invokes, notTwice)],
    });
    acknowledge(
      invokes,
      'Serverless-LambdaAsyncFailureDestination',
      'A tick carries nothing that could be lost; runs that fail set off an alarm.',
    );
    acknowledge(rule, 'Serverless-EventBusDLQ', 'A missed tick is worth nothing once the next one came.');
  }
}
