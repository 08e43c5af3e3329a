import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, Metric, SingleValueWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { by, total } from './kairos-metrics.ts';

export interface MarketingDashboardProps {
  readonly stage: Stage;
}

const ses = (metricName: string, label: string): Metric =>
  new Metric({ namespace: 'AWS/SES', metricName, statistic: 'Sum', period: Duration.hours(1), label });

const reputation = (metricName: string, label: string): Metric =>
  new Metric({ namespace: 'AWS/SES', metricName, statistic: 'Maximum', period: Duration.hours(1), label });

/** The marketer's page: what went out, what did not and why, and how it was received. */
export class MarketingDashboard extends Construct {
  constructor(scope: Construct, id: string, { stage }: MarketingDashboardProps) {
    super(scope, id);
    const hour = Duration.hours(1);
    new Dashboard(this, 'Dashboard', {
      dashboardName: `kairos-${stage.name}-marketing`,
      defaultInterval: Duration.days(7),
      widgets: [
        [
          new TextWidget({
            width: 24,
            height: 2,
            markdown:
              'Mails by campaign. Counts are approximate: after a failure something may be counted twice. ' +
              'What a person got, and why, is in the ledger (table `sends`).',
          }),
        ],
        [
          new SingleValueWidget({
            title: 'Mails',
            width: 16,
            height: 3,
            sparkline: true,
            setPeriodToTimeRange: false,
            metrics: [
              total('SendsPlanned', hour),
              total('MailsSent', hour),
              total('SendsSkipped', hour),
              total('MailsFailed', hour),
              total('MailsParked', hour),
              total('MailsBounced', hour),
              total('MailsComplained', hour),
            ],
          }),
          new SingleValueWidget({
            title: 'Reputation with SES',
            width: 8,
            height: 3,
            metrics: [
              reputation('Reputation.BounceRate', 'Bounce rate'),
              reputation('Reputation.ComplaintRate', 'Complaint rate'),
            ],
          }),
        ],
        [
          new GraphWidget({ title: 'Planned by campaign', width: 8, left: [by('SendsPlanned', 'Campaign')] }),
          new GraphWidget({ title: 'Sent by campaign', width: 8, left: [by('MailsSent', 'Campaign')] }),
          new GraphWidget({
            title: 'Not sent, by campaign and reason',
            width: 8,
            stacked: true,
            left: [by('SendsSkipped', 'Campaign', 'Reason'), by('MailsFailed', 'Campaign', 'Reason')],
          }),
        ],
        [
          new GraphWidget({
            title: 'Delivered, opened, clicked, by campaign',
            width: 12,
            left: [by('MailsDelivered', 'Campaign'), by('MailsOpened', 'Campaign'), by('MailsClicked', 'Campaign')],
          }),
          new GraphWidget({
            title: 'By scanners and proxies, which count for nothing',
            width: 12,
            left: [by('MailsScanned', 'Campaign')],
          }),
        ],
        [
          new TextWidget({
            width: 24,
            height: 2,
            markdown:
              'Treated beside held out, by the same rule: goals within the campaign’s time from the entry. ' +
              'Compare goals and revenue an entry; small arms differ by chance.',
          }),
        ],
        [
          new GraphWidget({ title: 'Entries by arm', width: 8, left: [by('CampaignEntries', 'Campaign', 'Arm')] }),
          new GraphWidget({ title: 'Goals by arm', width: 8, left: [by('CampaignGoals', 'Campaign', 'Arm')] }),
          new GraphWidget({ title: 'Revenue by arm', width: 8, left: [by('CampaignRevenue', 'Campaign', 'Arm')] }),
        ],
        [
          new GraphWidget({
            title: 'What SES delivered',
            width: 12,
            left: [ses('Send', 'Accepted'), ses('Delivery', 'Delivered')],
          }),
          new GraphWidget({
            title: 'Bounces and complaints',
            width: 12,
            left: [ses('Bounce', 'Bounced'), ses('Complaint', 'Complained'), ses('Reject', 'Rejected')],
          }),
        ],
      ],
    });
  }
}
