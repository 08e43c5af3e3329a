import { Duration } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import type { RelayPubsubEnv } from '../../lambdas/relay-pubsub/env.ts';
import type { PubsubSource } from '../sources.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import { type Relay, type RelayProps, relayEnvironment, relayFunction } from './relay-function.ts';

export interface PubsubRelayProps extends RelayProps {
  readonly source: PubsubSource;
  readonly api: HttpApi;
}

/**
 * `POST /pubsub` of the collector's API, for a push subscription. The gateway lets in who shows a token that Google
 * signed for our audience; as anybody with an account there can have one, the function asks whose it is.
 * Source: https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 */
export class PubsubRelay extends Construct implements Relay {
  readonly fn: PipelineFunction;

  constructor(scope: Construct, id: string, { source, api, ...props }: PubsubRelayProps) {
    super(scope, id);
    this.fn = relayFunction(this, 'Function', {
      ...props,
      name: 'relay-pubsub',
      description: 'Puts the messages that Pub/Sub pushes on the stream',
      timeout: Duration.seconds(25), // the gateway waits no longer than 30
      environment: { ...relayEnvironment(props), SERVICE_ACCOUNT: source.serviceAccount } satisfies RelayPubsubEnv,
    });
    api.addRoutes({
      path: '/pubsub',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('RelayPubsub', this.fn),
      authorizer: new HttpJwtAuthorizer('Google', 'https://accounts.google.com', { jwtAudience: [source.audience] }),
    });
  }
}
