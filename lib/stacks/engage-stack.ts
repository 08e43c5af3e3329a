import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { EmailIdentity, Identity } from 'aws-cdk-lib/aws-ses';
import type { Construct } from 'constructs';
import type { DecideSendsEnv } from '../../lambdas/decide-sends/env.ts';
import type { ManagePreferencesEnv } from '../../lambdas/manage-preferences/env.ts';
import type { RecordFeedbackEnv } from '../../lambdas/record-feedback/env.ts';
import type { RunBroadcastEnv } from '../../lambdas/run-broadcast/env.ts';
import type { SendEmailEnv } from '../../lambdas/send-email/env.ts';
import type { SweepSendsEnv } from '../../lambdas/sweep-sends/env.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { consumeStream } from '../constructs/consume-stream.ts';
import { FeedbackChannel } from '../constructs/feedback-channel.ts';
import { PipelineFunction } from '../constructs/pipeline-function.ts';
import { PreferencesApi } from '../constructs/preferences-api.ts';
import { Timer } from '../constructs/timer.ts';
import { WorkQueue } from '../constructs/work-queue.ts';
import type { Stage } from '../stages.ts';
import type { DataStack } from './data-stack.ts';

export interface EngageStackProps extends StackProps {
  readonly stage: Stage;
  readonly data: DataStack;
  /** The brand's sender: the one address that mail may come from. */
  readonly senderAddress: string;
}

const SEND_TIMEOUT = Duration.minutes(1);
/** Items of the `profiles` table that belong to an address: what it consented to. */
const OF_ADDRESSES = 'ADDRESS#';
/** Of the sends: what is held, and how mail is received. Not a person's. */
const CONTROL = 'CONTROL#';

/** From profiles to mails, and back from what became of them. */
export class EngageStack extends Stack {
  readonly decideSends: PipelineFunction;
  readonly sendEmail: PipelineFunction;
  readonly sweepSends: PipelineFunction;
  readonly recordFeedback: PipelineFunction;
  readonly runBroadcast: PipelineFunction;
  readonly managePreferences: PipelineFunction;
  readonly preferences: PreferencesApi;
  readonly transactional: WorkQueue;
  readonly marketing: WorkQueue;
  readonly feedback: FeedbackChannel;
  readonly decideMappingId: string;

  constructor(scope: Construct, id: string, { stage, data, senderAddress, ...props }: EngageStackProps) {
    super(scope, id, { ...props, terminationProtection: stage.protected });

    // A key of its own for messages on their way: SES and SNS use it, and neither may read what is at rest.
    const key = new Key(this, 'MessagesKey', {
      alias: `kairos-${stage.name}-messages`,
      description: `Kairos ${stage.name}: queues and topics`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const queue = { stage, key, consumerTimeout: SEND_TIMEOUT, maxReceives: 5 };
    this.transactional = new WorkQueue(this, 'Transactional', { ...queue, name: 'transactional' });
    this.marketing = new WorkQueue(this, 'Marketing', { ...queue, name: 'marketing' });
    const queueUrls = {
      TRANSACTIONAL_QUEUE_URL: this.transactional.queue.queueUrl,
      MARKETING_QUEUE_URL: this.marketing.queue.queueUrl,
    };
    this.feedback = new FeedbackChannel(this, 'FeedbackChannel', { stage, key });

    this.decideSends = this.createDecideSends(stage, data, queueUrls);
    this.managePreferences = this.createManagePreferences(stage, data);
    this.preferences = new PreferencesApi(this, 'Preferences', { stage, managePreferences: this.managePreferences });
    this.sendEmail = this.createSendEmail(stage, data, senderAddress);
    this.sweepSends = this.createSweepSends(stage, data, queueUrls);
    this.recordFeedback = this.createRecordFeedback(stage, data);
    this.runBroadcast = this.createRunBroadcast(stage, data);

    // A campaign that is new reaches its sender first: one that does not know it could only drop its mails.
    for (const planner of [this.decideSends, this.runBroadcast]) planner.node.addDependency(this.sendEmail);

    this.decideMappingId = consumeStream(this.decideSends, 'FromProfiles', {
      source: { dynamodb: data.profiles },
      key: data.key,
      options: stage.consumers.decide,
      partialFailures: true,
      bisect: true,
      retryAttempts: 10,
      maxAge: Duration.hours(20), // DynamoDB trims its stream after 24 h: given up before that, a record is kept
      onFailure: data.failed,
      // Neither dedupe chunks nor consent nor redirects wake it.
      filter: { dynamodb: { NewImage: { kind: { S: ['profile'] } } } },
    }).eventSourceMappingId;

    new CfnOutput(this, 'TransactionalQueueUrl', { value: this.transactional.queue.queueUrl });
    new CfnOutput(this, 'MarketingQueueUrl', { value: this.marketing.queue.queueUrl });
    new CfnOutput(this, 'ConfigurationSetName', { value: this.feedback.configurationSet.configurationSetName });
    new CfnOutput(this, 'FeedbackTopicArn', { value: this.feedback.topic.topicArn });
    new CfnOutput(this, 'Sender', { value: senderAddress });
    new CfnOutput(this, 'PreferencesUrl', { value: this.preferences.api.apiEndpoint });
    new CfnOutput(this, 'PreferencesApiId', { value: this.preferences.api.apiId });
  }

  private createDecideSends(stage: Stage, data: DataStack, queueUrls: QueueUrls): PipelineFunction {
    const fn = new PipelineFunction(this, 'DecideSends', {
      stage,
      name: 'decide-sends',
      description: 'Decides from each change of a profile which mails are due, now or later',
      timeout: Duration.minutes(2),
      memoryMb: 1_024,
      environment: {
        PROFILES_TABLE: data.profiles.tableName,
        SENDS_TABLE: data.sends.tableName,
        ...queueUrls,
      } satisfies DecideSendsEnv,
    });
    data.profiles.allowItems(fn, 'dynamodb:BatchGetItem');
    data.sends.allowItems(fn, 'dynamodb:GetItem', 'dynamodb:PutItem');
    data.sends.allowIndex(fn, 'by-profile');
    this.transactional.allowSend(fn);
    this.marketing.allowSend(fn);
    return fn;
  }

  private createSendEmail(stage: Stage, data: DataStack, senderAddress: string): PipelineFunction {
    const { configurationSet } = this.feedback;
    const fn = new PipelineFunction(this, 'SendEmail', {
      stage,
      name: 'send-email',
      description: 'Claims a send, renders its mail, gives it to SES once',
      timeout: SEND_TIMEOUT,
      memoryMb: 1_024,
      environment: {
        PROFILES_TABLE: data.profiles.tableName,
        SENDS_TABLE: data.sends.tableName,
        CATALOGUE_TABLE: data.catalogue.tableName,
        CONFIGURATION_SET: configurationSet.configurationSetName,
        PREFERENCE_KEYS: data.preferenceKeys.secretArn,
        PREFERENCES_URL: this.preferences.api.apiEndpoint,
        ALLOW_RECIPIENTS: JSON.stringify(stage.mail.allowRecipients),
      } satisfies SendEmailEnv,
    });
    // It keeps the address's zone with its consent: for that, a put.
    data.profiles.allowItems(fn, 'dynamodb:BatchGetItem', 'dynamodb:ConditionCheckItem');
    data.profiles.allowItemsUnder(fn, OF_ADDRESSES, 'dynamodb:PutItem');
    // A row, and in one transaction with it the day's count of mails to an address.
    data.sends.allowItems(fn, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
    data.sends.allowItemsUnder(fn, CONTROL, 'dynamodb:Query');
    allowQuota(fn);
    data.catalogue.allowItems(fn, 'dynamodb:GetItem', 'dynamodb:BatchGetItem');
    this.allowPreferenceKeys(fn, data);

    const domain = senderAddress.slice(senderAddress.lastIndexOf('@') + 1);
    if (stage.mail.identity === 'create') new EmailIdentity(this, 'Identity', { identity: Identity.domain(domain) });
    fn.allow(
      ['ses:SendEmail'],
      [
        this.formatArn({ service: 'ses', resource: 'identity', resourceName: domain }),
        this.formatArn({
          service: 'ses',
          resource: 'configuration-set',
          resourceName: configurationSet.configurationSetName,
        }),
      ],
      { StringEquals: { 'ses:FromAddress': senderAddress } },
    );
    const { batchSize, transactionalConcurrency, marketingConcurrency } = stage.queues;
    this.transactional.feed(fn, { batchSize, concurrency: transactionalConcurrency });
    this.marketing.feed(fn, { batchSize, concurrency: marketingConcurrency });
    return fn;
  }

  private createSweepSends(stage: Stage, data: DataStack, queueUrls: QueueUrls): PipelineFunction {
    const fn = new PipelineFunction(this, 'SweepSends', {
      stage,
      name: 'sweep-sends',
      description: 'Each minute: queues what is due, expires what is late, parks what is uncertain',
      timeout: Duration.minutes(1),
      memoryMb: 512,
      environment: {
        SENDS_TABLE: data.sends.tableName,
        CIRCUIT: circuitOf(stage),
        ...queueUrls,
      } satisfies SweepSendsEnv,
    });
    data.sends.allowIndex(fn, 'wake');
    data.sends.allowItems(fn, 'dynamodb:PutItem');
    data.sends.allowItemsUnder(fn, CONTROL, 'dynamodb:Query');
    this.transactional.allowSend(fn);
    this.marketing.allowSend(fn);
    this.marketing.allowLook(fn);
    allowQuota(fn);
    new Timer(this, 'EachMinute', { invokes: fn, each: Duration.minutes(1) });
    return fn;
  }

  private createRunBroadcast(stage: Stage, data: DataStack): PipelineFunction {
    const fn = new PipelineFunction(this, 'RunBroadcast', {
      stage,
      name: 'run-broadcast',
      description: 'Each minute: takes broadcasts under way further through all profiles',
      timeout: Duration.minutes(1),
      memoryMb: 1_769, // a whole core: it is busy putting rows
      environment: {
        PROFILES_TABLE: data.profiles.tableName,
        SENDS_TABLE: data.sends.tableName,
      } satisfies RunBroadcastEnv,
    });
    data.profiles.allowItems(fn, 'dynamodb:Scan');
    data.profiles.allowItemsUnder(fn, OF_ADDRESSES, 'dynamodb:BatchGetItem');
    data.sends.allowItems(fn, 'dynamodb:PutItem');
    data.sends.allowItemsUnder(fn, CONTROL, 'dynamodb:Query');
    new Timer(this, 'BroadcastMinute', { invokes: fn, each: Duration.minutes(1) });
    return fn;
  }

  private createRecordFeedback(stage: Stage, data: DataStack): PipelineFunction {
    const fn = new PipelineFunction(this, 'RecordFeedback', {
      stage,
      name: 'record-feedback',
      description: 'Writes what SES says of a mail to its send, and bounces and complaints to the address',
      timeout: Duration.minutes(1),
      memoryMb: 512,
      environment: {
        PROFILES_TABLE: data.profiles.tableName,
        SENDS_TABLE: data.sends.tableName,
        EVENTS_STREAM: data.events.streamName,
        FAILED_BUCKET: data.failed.bucketName,
        CIRCUIT: circuitOf(stage),
      } satisfies RecordFeedbackEnv,
    });
    data.profiles.allowItems(fn, 'dynamodb:BatchGetItem');
    data.profiles.allowItemsUnder(fn, OF_ADDRESSES, 'dynamodb:PutItem');
    data.sends.allowItems(fn, 'dynamodb:GetItem', 'dynamodb:PutItem');
    data.sends.allowItemsUnder(fn, CONTROL, 'dynamodb:Query', 'dynamodb:UpdateItem');
    this.allowTelling(fn, data);
    this.feedback.queue.feed(fn, { batchSize: 10 });
    return fn;
  }

  private createManagePreferences(stage: Stage, data: DataStack): PipelineFunction {
    const fn = new PipelineFunction(this, 'ManagePreferences', {
      stage,
      name: 'manage-preferences',
      description: 'Shows and changes what somebody may be sent, by the link in a mail',
      timeout: Duration.seconds(15),
      memoryMb: 512,
      environment: {
        PROFILES_TABLE: data.profiles.tableName,
        EVENTS_STREAM: data.events.streamName,
        FAILED_BUCKET: data.failed.bucketName,
        PREFERENCE_KEYS: data.preferenceKeys.secretArn,
      } satisfies ManagePreferencesEnv,
    });
    data.profiles.allowItems(fn, 'dynamodb:BatchGetItem');
    data.profiles.allowItemsUnder(fn, OF_ADDRESSES, 'dynamodb:PutItem');
    this.allowTelling(fn, data);
    this.allowPreferenceKeys(fn, data);
    return fn;
  }

  /** To put events of its own on the stream, and to keep what the stream does not take. */
  private allowTelling(fn: PipelineFunction, data: DataStack): void {
    fn.allow(['kinesis:PutRecords'], [data.events.streamArn]);
    data.key.grant(fn, 'kms:GenerateDataKey', 'kms:Decrypt');
    data.failed.allowObjects(fn, 'failed/', 's3:PutObject');
  }

  /** To read the keys of the links, and neither to change nor to list any. */
  private allowPreferenceKeys(fn: PipelineFunction, data: DataStack): void {
    fn.allow(['secretsmanager:GetSecretValue'], [data.preferenceKeys.secretArn]);
    data.key.grant(fn, 'kms:Decrypt');
  }
}

/** Marketing mail stops where the alarm goes off. */
const circuitOf = ({ alarms: { bounceRate, complaintRate } }: Stage): string =>
  JSON.stringify({ bounceRate, complaintRate });

/** To ask how fast the account may send. */
const allowQuota = (fn: PipelineFunction): void => {
  fn.allow(['ses:GetAccount'], ['*']);
  acknowledge(
    fn.role ?? fn,
    'AwsSolutions-IAM5[Resource::*]',
    'GetAccount is about the account, which has no resource.',
  );
};

interface QueueUrls {
  readonly TRANSACTIONAL_QUEUE_URL: string;
  readonly MARKETING_QUEUE_URL: string;
}
