import { Duration } from 'aws-cdk-lib';
import { type Alarm, AlarmStatusWidget, Dashboard, GraphWidget, SingleValueWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Pipeline } from '../stacks/operate-stack.ts';
import type { Stage } from '../stages.ts';
import { by, percentile, total, totalOf } from './kairos-metrics.ts';
import { functionsOf, iteratorAge } from './raise-alarms.ts';

export interface OperationsDashboardProps {
  readonly stage: Stage;
  readonly pipeline: Pipeline;
  readonly alarms: readonly Alarm[];
}

const PERIOD = Duration.minutes(5);

/** The operator's page: is it up, is it in time, is anything lost? In this order. */
export class OperationsDashboard extends Construct {
  constructor(scope: Construct, id: string, { stage, pipeline, alarms }: OperationsDashboardProps) {
    super(scope, id);
    const { data, engage, lake, profile } = pipeline;
    const functions = functionsOf(pipeline);
    const queues = [engage.transactional, engage.marketing, engage.feedback.queue];
    new Dashboard(this, 'Dashboard', {
      dashboardName: `kairos-${stage.name}-operations`,
      defaultInterval: Duration.hours(6),
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 5 })],
        [
          new SingleValueWidget({
            title: 'Events',
            width: 24,
            height: 3,
            sparkline: true,
            metrics: [
              total('EventsReceived'),
              total('EventsApplied'),
              total('EventsDuplicate'),
              total('EventsFailed'),
              total('EventsLate'),
              total('EventsFromBots'),
              total('CurrenciesUnknown'),
            ],
          }),
        ],
        [
          new GraphWidget({
            title: 'Stream: records in, throttled',
            width: 8,
            left: [data.events.metricIncomingRecords({ statistic: 'Sum', period: PERIOD })],
            right: [data.events.metricWriteProvisionedThroughputExceeded({ statistic: 'Sum', period: PERIOD })],
          }),
          new GraphWidget({
            title: 'How far behind (ms)',
            width: 8,
            left: [profile.enrichEvents, lake.archiveEvents, engage.decideSends].map((fn) =>
              iteratorAge(fn).with({ label: fn.label }),
            ),
          }),
          new GraphWidget({
            title: 'From put to profile and to mail (ms)',
            width: 8,
            left: [
              percentile('PutToProfileMs', 'p50'),
              percentile('PutToProfileMs', 'p95'),
              percentile('PutToMailMs', 'p95'),
            ],
          }),
        ],
        [
          new GraphWidget({
            title: 'Failed events by reason',
            width: 8,
            left: [by('EventsFailed', 'Reason')],
            stacked: true,
          }),
          new GraphWidget({
            title: 'Functions: errors',
            width: 8,
            left: functions.map((fn) => fn.metricErrors({ period: PERIOD, label: fn.label })),
          }),
          new GraphWidget({
            title: 'Functions: p95 duration (ms)',
            width: 8,
            left: functions.map((fn) => fn.metricDuration({ statistic: 'p95', period: PERIOD, label: fn.label })),
          }),
        ],
        [
          new GraphWidget({
            title: 'Hot keys: events held, keys that went into quarantine',
            width: 6,
            left: [totalOf('EventsFailed', { Reason: 'quarantined' }).with({ label: 'events held' })],
            right: [total('KeysQuarantined')],
          }),
          new GraphWidget({
            title: 'Queues: oldest message (s)',
            width: 6,
            left: queues.map(({ queue, label }) =>
              queue.metricApproximateAgeOfOldestMessage({ label, period: PERIOD }),
            ),
          }),
          new GraphWidget({
            title: 'Queues: waiting, given up',
            width: 6,
            left: queues.map(({ queue, label }) =>
              queue.metricApproximateNumberOfMessagesVisible({ label, period: PERIOD }),
            ),
            right: queues.map(({ deadLetters, label }) =>
              deadLetters.metricApproximateNumberOfMessagesVisible({ label: `${label} dead letters`, period: PERIOD }),
            ),
          }),
          new GraphWidget({
            title: 'Collector and relays; conflicts, mails held up',
            width: 6,
            left: [
              total('CollectorAccepted'),
              total('CollectorKept'),
              total('CollectorRefused'),
              total('MessagesRelayed'),
            ],
            right: [total('ProfileConflicts'), total('MailsHeldUp')],
          }),
        ],
        [
          new GraphWidget({
            title: 'What holds mail back (minutes of five)',
            width: 12,
            left: [by('SendingHeld', 'Hold')],
          }),
          new GraphWidget({
            title: 'Mails held up, by reason',
            width: 12,
            left: [by('MailsHeldUp', 'Campaign', 'Reason')],
          }),
        ],
      ],
    });
  }
}
