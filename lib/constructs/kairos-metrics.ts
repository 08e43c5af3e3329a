import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** Where the functions count: `lambdas/adapters/aws/emf-metrics.ts` writes each value in total and by dimension. */
const NAMESPACE = 'Kairos';

export type CountName =
  | 'EventsReceived'
  | 'EventsApplied'
  | 'EventsDuplicate'
  | 'EventsFailed'
  | 'KeysQuarantined'
  | 'EventsLate'
  | 'EventsFromBots'
  | 'CurrenciesUnknown'
  | 'ProfileConflicts'
  | 'SendsPlanned'
  | 'SendsSkipped'
  | 'MailsSent'
  | 'MailsFailed'
  | 'MailsParked'
  | 'MailsHeldUp'
  | 'SendingHeld'
  | 'MailsBounced'
  | 'MailsDelivered'
  | 'MailsOpened'
  | 'MailsClicked'
  | 'MailsScanned'
  | 'MailEventsKept'
  | 'CampaignEntries'
  | 'CampaignGoals'
  | 'CampaignRevenue'
  | 'MailsComplained'
  | 'PreferencesUntold'
  | 'CollectorAccepted'
  | 'CollectorKept'
  | 'CollectorRefused'
  | 'MessagesRelayed';

export type DurationName = 'PutToProfileMs' | 'PutToMailMs';

/** All of one count, whatever its dimensions. */
export const total = (metricName: CountName, period = Duration.minutes(5)): Metric =>
  new Metric({ namespace: NAMESPACE, metricName, statistic: 'Sum', period });

/** Of one count, what was counted under one value of a dimension. */
export const totalOf = (metricName: CountName, dimensions: Readonly<Record<string, string>>): Metric =>
  total(metricName).with({ dimensionsMap: { ...dimensions } });

export const percentile = (metricName: DurationName, statistic: 'p50' | 'p95' | 'p99'): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName,
    statistic,
    period: Duration.minutes(5),
    label: `${metricName} ${statistic}`,
  });

/** One line for each value of the dimensions: campaigns come and go without a deployment. */
export const by = (metricName: CountName, ...dimensions: readonly string[]): MathExpression =>
  new MathExpression({
    expression: `SEARCH('{${[NAMESPACE, ...dimensions].join(',')}} MetricName="${metricName}"', 'Sum', 3600)`,
    usingMetrics: {},
    period: Duration.hours(1),
    label: '',
  });
