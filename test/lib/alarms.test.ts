import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../tools/build/build-artifacts.ts';
import { allSources, aStageWith } from '../builders/sources.ts';
import { synthesise } from '../builders/templates.ts';

const { operate } = synthesise(aStageWith(allSources));
const alarms = Object.values(operate.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);
const named = (name: string) => alarms.find(({ AlarmName }) => AlarmName === `kairos-prod-${name}`);

const runbook = readFileSync(join(projectRoot, 'docs', 'runbook.md'), 'utf8');
const sections = new Map(
  runbook
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section]),
);

describe('alarms', () => {
  it.each(alarms.map(({ AlarmName, AlarmDescription }) => [AlarmName, AlarmDescription]))(
    '%s says what harm it stands for and where to read what to do',
    (_, description) => {
      const [, harm, anchor] = /^(.+\.) What to do: docs\/runbook\.md#([a-z-]+)$/.exec(description) ?? [];
      expect(harm?.length).toBeGreaterThan(30);
      expect([...sections.keys()]).toContain(anchor);
    },
  );

  it('tell somebody when they go off and when it is over', () => {
    for (const { AlarmActions, OKActions } of alarms) {
      expect(AlarmActions).toHaveLength(1);
      expect(OKActions).toEqual(AlarmActions);
    }
  });

  it.each([
    ['profiles-lag', { MetricName: 'IteratorAge', Threshold: 300_000, Statistic: 'Maximum' }],
    ['archive-lag', { MetricName: 'IteratorAge', Threshold: 300_000 }],
    ['decide-lag', { MetricName: 'IteratorAge', Threshold: 300_000 }],
    ['events-failed', { Namespace: 'Kairos', MetricName: 'EventsFailed' }],
    ['events-quarantined', { Namespace: 'Kairos', MetricName: 'EventsFailed', Threshold: 1 }],
    ['enrich-events-gave-up', { MetricName: 'OnFailureDestinationDeliveredEventCount', Threshold: 1 }],
    ['transactional-dead-letters', { MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 }],
    ['marketing-dead-letters', { MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 }],
    ['feedback-dead-letters', { MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 }],
    ['mails-parked', { Namespace: 'Kairos', MetricName: 'MailsParked', Threshold: 1 }],
    ['sending-held', { Namespace: 'Kairos', MetricName: 'SendingHeld', Threshold: 1 }],
    ['bounce-rate', { Namespace: 'AWS/SES', Threshold: 0.03 }],
    ['complaint-rate', { Namespace: 'AWS/SES', Threshold: 0.0008 }],
    ['collector-errors', { Namespace: 'AWS/ApiGateway', MetricName: '5xx' }],
    ['preferences-errors', { Namespace: 'AWS/ApiGateway', MetricName: '5xx' }],
    ['preferences-untold', { Namespace: 'Kairos', MetricName: 'PreferencesUntold', Threshold: 1 }],
    ['segments-late', { MetricName: 'Errors', Period: 3_600, Threshold: 1, EvaluationPeriods: 2 }],
    ['send-email-failing', { MetricName: 'Errors', Threshold: 1 }],
    ['functions-throttled', { MetricName: 'Throttles', Threshold: 1 }],
  ])('watch %s', (name, expected) => {
    expect(named(name)).toMatchObject(expected);
  });

  it('take the silence of the sweep for a fault, and no other silence', () => {
    const breaching = alarms.filter(({ TreatMissingData }) => TreatMissingData === 'breaching');
    expect(breaching.map(({ AlarmName }) => AlarmName)).toEqual(['kairos-prod-sweep-silent']);
  });

  it('have no forgotten sections in the runbook', () => {
    const used = new Set(alarms.map(({ AlarmDescription }) => AlarmDescription.split('#').at(-1)));
    expect([...sections.keys()].filter((anchor) => !used.has(anchor))).toEqual([]);
  });

  it.each([...sections])(
    'section %s has a description, an investigation with a command, a resolution',
    (_, section) => {
      for (const part of ['**Description.**', '**Investigation.**', '**Resolution.**']) expect(section).toContain(part);
      expect(section).toMatch(/aws [a-z0-9]+ [a-z]/);
    },
  );
});

describe('dashboards', () => {
  const bodies = Object.values(operate.findResources('AWS::CloudWatch::Dashboard')).map(({ Properties }) => [
    Properties.DashboardName,
    JSON.stringify(Properties.DashboardBody),
  ]);

  it('show operators the stream, the lag, the latency, failures and queues', () => {
    const body = bodies.find(([name]) => name === 'kairos-prod-operations')?.[1];
    for (const metric of [
      'IncomingRecords',
      'IteratorAge',
      'PutToProfileMs',
      'PutToMailMs',
      'EventsFailed',
      'KeysQuarantined',
      'ApproximateAgeOfOldestMessage',
      'SendingHeld',
    ])
      expect(body).toContain(metric);
  });

  it('show marketers what was planned, sent, not sent and why, bounced, complained', () => {
    const body = bodies.find(([name]) => name === 'kairos-prod-marketing')?.[1];
    for (const metric of ['SendsPlanned', 'MailsSent', 'SendsSkipped', 'Reputation.BounceRate', 'Complaint'])
      expect(body).toContain(metric);
  });
});
