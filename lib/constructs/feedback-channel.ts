import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailSendingEvent,
  EventDestination,
  HttpsPolicy,
} from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { WorkQueue } from './work-queue.ts';

export interface FeedbackChannelProps {
  readonly stage: Stage;
  readonly key: Key;
}

/** What SES says about each mail, on its way to a queue: configuration set → topic → queue, all of it encrypted. */
export class FeedbackChannel extends Construct {
  readonly configurationSet: ConfigurationSet;
  readonly queue: WorkQueue;
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { stage, key }: FeedbackChannelProps) {
    super(scope, id);
    const topicName = `kairos-${stage.name}-feedback`;
    this.letServicesUse(key, topicName);
    this.topic = new Topic(this, 'Topic', { topicName, masterKey: key, enforceSSL: true });
    this.queue = new WorkQueue(this, 'Feedback', {
      stage,
      name: 'feedback',
      key,
      consumerTimeout: Duration.minutes(1),
      maxReceives: 10,
    });
    this.queue.acceptFrom(this.topic);

    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      configurationSetName: `kairos-${stage.name}`,
      reputationMetrics: true,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      // Whom to spare is asked at the claim, of a list that a later yes lifts: docs/decisions/030.
      disableSuppressionList: true,
      ...(stage.mail.trackingDomain === undefined
        ? {}
        : {
            customTrackingRedirectDomain: stage.mail.trackingDomain,
            customTrackingHttpsPolicy: HttpsPolicy.REQUIRE,
          }),
    });
    this.configurationSet.addEventDestination('ToTopic', {
      configurationSetEventDestinationName: 'feedback',
      destination: EventDestination.snsTopic(this.topic),
      // For opens and clicks SES puts a pixel into every mail and sends its links through itself: no redirect of ours.
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.DELIVERY_DELAY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.RENDERING_FAILURE,
        EmailSendingEvent.OPEN,
        EmailSendingEvent.CLICK,
      ],
    });
  }

  /**
   * Without these two statements SES cannot write to the encrypted topic, nor SNS to the encrypted queue: neither says
   * so, and no mail is ever settled.
   */
  private letServicesUse(key: Key, topicName: string): void {
    const actions = ['kms:Decrypt', 'kms:GenerateDataKey*'];
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SesMayWriteToTheTopic', // whose own policy names the one account that may
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions,
        resources: ['*'],
      }),
    );
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SnsMayWriteToTheQueue',
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions,
        resources: ['*'],
        // By name: the topic itself refers to this key.
        conditions: { ArnEquals: { 'aws:SourceArn': key.stack.formatArn({ service: 'sns', resource: topicName }) } },
      }),
    );
  }
}
