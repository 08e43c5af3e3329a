import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CorsHttpMethod, HttpApi, HttpMethod, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface CollectorApiProps {
  readonly stage: Stage;
  readonly collect: PipelineFunction;
}

/** The collector's front: `POST /v1/…`, pre-flights answered by the gateway, throttled, each request logged by outcome. */
export class CollectorApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, { stage, collect }: CollectorApiProps) {
    super(scope, id);
    const origins = stage.collector.allowOrigins;
    this.api = new HttpApi(this, 'Api', {
      apiName: `kairos-${stage.name}-collector`,
      createDefaultStage: false,
      // A browser's Authorization header forces a pre-flight; without an allowed origin there is none to answer.
      ...(origins.length === 0
        ? {}
        : {
            corsPreflight: {
              allowOrigins: [...origins],
              allowMethods: [CorsHttpMethod.POST],
              allowHeaders: ['authorization', 'content-type'],
              maxAge: Duration.hours(1),
            },
          }),
    });
    const routes = this.api.addRoutes({
      path: '/v1/{proxy+}',
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration('Collect', collect),
    });
    for (const route of routes) {
      acknowledge(
        route,
        'AwsSolutions-APIG4',
        'Analytics SDKs authenticate with a write key in header or body: the function checks it.',
      );
    }
    const logGroup = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/apigateway/kairos-${stage.name}-collector`,
      retention: stage.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: stage.collector.requestsPerSecond, burstLimit: stage.collector.burst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        // Neither the caller's address nor the query string: both are personal.
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
  }
}
