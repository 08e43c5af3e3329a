import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Pipeline } from '../stacks/operate-stack.ts';
import type { Stage } from '../stages.ts';
import type { AlarmFactory } from './alarm-factory.ts';
import { total, totalOf } from './kairos-metrics.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import type { Relay } from './relay-function.ts';

const FIVE_MINUTES = Duration.minutes(5);

/** All functions, in the order of an event's way. */
export const functionsOf = ({ ingest, lake, profile, engage }: Pipeline): readonly PipelineFunction[] => [
  ingest.collect,
  ...ingest.relays.map(({ fn }) => fn),
  lake.archiveEvents,
  profile.enrichEvents,
  profile.evaluateSegments,
  engage.decideSends,
  engage.sendEmail,
  engage.sweepSends,
  engage.recordFeedback,
  engage.runBroadcast,
  engage.managePreferences,
  lake.learnRecommendations,
  lake.redriveFailed,
  lake.unmergeProfiles,
];

/** How far behind the function reads, in ms: the oldest record it got. */
export const iteratorAge = (fn: PipelineFunction): Metric =>
  fn.metric('IteratorAge', { statistic: 'Maximum', period: FIVE_MINUTES });

/** Every alarm of a stage; each anchor is a heading of docs/runbook.md. */
export const raiseAlarms = (factory: AlarmFactory, stage: Stage, pipeline: Pipeline): void => {
  raiseLagAlarms(factory, stage, pipeline);
  raiseLossAlarms(factory, stage, pipeline);
  raiseMailAlarms(factory, stage, pipeline);
  raiseFunctionAlarms(factory, stage, pipeline);
};

const raiseLagAlarms = (factory: AlarmFactory, stage: Stage, { ingest, lake, profile, engage }: Pipeline): void => {
  const atLeast = stage.alarms.lagMinutes * 60_000;
  factory.raise({
    name: 'profiles-lag',
    metric: iteratorAge(profile.enrichEvents),
    atLeast,
    harm: 'Profiles, and with them all mails, lag behind what customers do.',
    runbook: 'profiles-lag',
  });
  factory.raise({
    name: 'archive-lag',
    metric: iteratorAge(lake.archiveEvents),
    atLeast,
    periods: 3, // nobody waits for the lake; it only must not fall behind the stream's retention
    harm: 'The lake lags; events that are still unarchived after the retention are lost to rebuilds.',
    runbook: 'archive-lag',
  });
  factory.raise({
    name: 'decide-lag',
    metric: iteratorAge(engage.decideSends),
    atLeast,
    harm: 'Mails are decided late; after 20 hours the decisions are given up.',
    runbook: 'decide-lag',
  });
  raiseRelayAlarms(factory, ingest.relays);
};

const raiseRelayAlarms = (factory: AlarmFactory, relays: readonly Relay[]): void => {
  for (const { fn, waiting } of relays) {
    if (waiting === undefined) continue;
    factory.raise({
      name: `${fn.label}-lag`,
      ...waiting,
      periods: 3, // a batch that comes at once is no trouble
      harm: 'Events wait at the broker; what it drops by its own retention never reaches a profile.',
      runbook: 'relay-lag',
    });
  }
};

const raiseLossAlarms = (factory: AlarmFactory, stage: Stage, { lake, profile, engage }: Pipeline): void => {
  factory.raise({
    name: 'events-failed',
    metric: total('EventsFailed'),
    atLeast: stage.alarms.failedEvents,
    harm: 'A producer sends what nobody can read: those customers’ profiles miss events.',
    runbook: 'events-failed',
  });
  factory.raise({
    name: 'events-quarantined',
    metric: totalOf('EventsFailed', { Reason: 'quarantined' }),
    atLeast: 1,
    harm: 'One key sends more than a person can: what it sends beyond that is held, and missing from its profile.',
    runbook: 'events-quarantined',
  });
  const mappings = [
    { name: 'enrich-events', id: profile.enrichMappingId, harm: 'Events are missing from profiles until redriven.' },
    { name: 'archive-events', id: lake.archiveMappingId, harm: 'Events are missing from the lake until redriven.' },
    { name: 'decide-sends', id: engage.decideMappingId, harm: 'Mails were not decided and do not go out.' },
  ];
  for (const mapping of mappings) {
    factory.raise({
      name: `${mapping.name}-gave-up`,
      metric: new Metric({
        namespace: 'AWS/Lambda',
        metricName: 'OnFailureDestinationDeliveredEventCount',
        dimensionsMap: { EventSourceMappingUUID: mapping.id },
        statistic: 'Sum',
        period: FIVE_MINUTES,
      }),
      atLeast: 1,
      harm: mapping.harm,
      runbook: 'records-given-up',
    });
  }
};

const raiseMailAlarms = (factory: AlarmFactory, stage: Stage, { engage }: Pipeline): void => {
  for (const { label, deadLetters } of [engage.transactional, engage.marketing, engage.feedback.queue]) {
    factory.raise({
      name: `${label}-dead-letters`,
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum', period: FIVE_MINUTES }),
      atLeast: 1,
      harm:
        label === 'feedback'
          ? 'Bounces or complaints are not recorded: we may mail people whom we must not.'
          : 'Mails fail each time they are tried; the sweep keeps trying until they expire.',
      runbook: 'dead-letters',
    });
  }
  factory.raise({
    name: 'mails-parked',
    metric: total('MailsParked', Duration.hours(1)),
    atLeast: 1,
    harm: 'Somebody may not have got a mail: SES never said, and sending twice would be worse.',
    runbook: 'mails-parked',
  });
  factory.raise({
    name: 'sending-held',
    metric: total('SendingHeld'),
    atLeast: 1,
    harm: 'Mail is held back: too much bounced, or SES takes none, or somebody paused it; what waits too long expires.',
    runbook: 'sending-held',
  });
  const reputation = (metricName: string) =>
    new Metric({ namespace: 'AWS/SES', metricName, statistic: 'Maximum', period: Duration.hours(1) });
  factory.raise({
    name: 'bounce-rate',
    metric: reputation('Reputation.BounceRate'),
    atLeast: stage.alarms.bounceRate,
    harm: 'At 5 % SES reviews the account, at 10 % it may stop all mail.',
    runbook: 'bounce-rate',
  });
  factory.raise({
    name: 'complaint-rate',
    metric: reputation('Reputation.ComplaintRate'),
    atLeast: stage.alarms.complaintRate,
    harm: 'People call our mail spam; at 0.1 % SES reviews the account, at 0.5 % it may stop all mail.',
    runbook: 'complaint-rate',
  });
};

const raiseFunctionAlarms = (factory: AlarmFactory, stage: Stage, pipeline: Pipeline): void => {
  factory.raise({
    name: 'collector-errors',
    metric: pipeline.ingest.collector.api.metricServerError({ statistic: 'Sum', period: FIVE_MINUTES }),
    atLeast: stage.alarms.collectorErrors,
    harm: 'Web sites and apps cannot deliver events; SDKs retry for a while, then drop them.',
    runbook: 'collector-errors',
  });
  factory.raise({
    name: 'preferences-errors',
    metric: pipeline.engage.preferences.api.metricServerError({ statistic: 'Sum', period: FIVE_MINUTES }),
    atLeast: stage.alarms.collectorErrors,
    harm: 'People who want to leave cannot: they will report our mail as spam, and the law is on their side.',
    runbook: 'preferences',
  });
  factory.raise({
    name: 'preferences-untold',
    metric: total('PreferencesUntold'),
    atLeast: 1,
    harm: 'Somebody’s choice is in force, but profile and lake do not know of it yet.',
    runbook: 'preferences',
  });
  factory.raise({
    name: 'sweep-silent',
    metric: pipeline.engage.sweepSends.metricInvocations({ period: FIVE_MINUTES }),
    below: 1,
    periods: 2,
    silence: 'bad',
    harm: 'No delayed mail goes out, none is retried, none expires.',
    runbook: 'sweep-silent',
  });
  factory.raise({
    name: 'segments-late',
    metric: pipeline.profile.evaluateSegments.metricErrors({ period: Duration.hours(1) }),
    atLeast: 1,
    periods: 2,
    harm: 'People whom only time moves stay in or out of segments, and mails that begin with that, as a win-back, wait.',
    runbook: 'segments-late',
  });
  for (const fn of functionsOf(pipeline)) {
    factory.raise({
      name: `${fn.label}-failing`,
      metric: fn.metricErrors({ period: FIVE_MINUTES }),
      atLeast: 1,
      periods: 3,
      harm: `${fn.label} crashes or runs out of time: its work is retried and comes late.`,
      runbook: 'function-failing',
    });
  }
  factory.raise({
    name: 'functions-throttled',
    // Over all functions of account and region: they share one limit, whoever uses it up.
    metric: new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Throttles',
      statistic: 'Sum',
      period: FIVE_MINUTES,
    }),
    atLeast: 1,
    periods: 3,
    harm: 'The account runs out of concurrent executions: everything comes late, the collector refuses.',
    runbook: 'functions-throttled',
  });
};
