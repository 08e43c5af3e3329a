import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { type HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Stage } from '../stages.ts';

export interface PublishApiProps {
  readonly stage: Stage;
  readonly api: HttpApi;
  readonly label: string;
  readonly limits: { readonly requestsPerSecond: number; readonly burst: number };
}

/** Opens an HTTP API to the public: throttled, each request logged by route and outcome, without who made it. */
export const publishApi = (scope: Construct, { stage, api, label, limits }: PublishApiProps): void => {
  const logGroup = new LogGroup(scope, 'AccessLogs', {
    logGroupName: `/aws/apigateway/kairos-${stage.name}-${label}`,
    retention: stage.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  new HttpStage(scope, 'Stage', {
    httpApi: api,
    stageName: '$default',
    autoDeploy: true,
    throttle: { rateLimit: limits.requestsPerSecond, burstLimit: limits.burst },
    accessLogSettings: {
      destination: new LogGroupLogDestination(logGroup),
      // Neither the caller's address nor the query string: both are personal. Nor the path: it may open preferences.
      format: AccessLogFormat.custom(
        JSON.stringify({
          at: '$context.requestTimeEpoch',
          requestId: '$context.requestId',
          route: '$context.routeKey',
          status: '$context.status',
          bytesOut: '$context.responseLength',
          tookMs: '$context.responseLatency',
          problem: '$context.integrationErrorMessage',
        }),
      ),
    },
  });
};
