import { Duration } from 'aws-cdk-lib';
import { CorsHttpMethod, HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { collectorCors } from '../collector-cors.ts';
import type { Stage } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import { publishApi } from './publish-api.ts';

export interface CollectorApiProps {
  readonly stage: Stage;
  readonly collect: PipelineFunction;
}

/** Nothing else reaches the function: the gateway answers 404 itself. */
const ROUTES = [
  { path: '/v1/{proxy+}', methods: [HttpMethod.POST] },
  // What can be asked for: the browser SDK's settings, and the pixel. No event is ever read back.
  { path: '/v1/projects/{writeKey}/settings', methods: [HttpMethod.GET] },
  { path: '/v1/pixel.gif', methods: [HttpMethod.GET] },
  { path: '/v1/pixel/{type}', methods: [HttpMethod.GET] },
  // Clients of other kinds, to be told so instead of a bare 404, on which some try for ever.
  { path: '/api/s/{proxy+}', methods: [HttpMethod.POST] },
  { path: '/com.snowplowanalytics.snowplow/{proxy+}', methods: [HttpMethod.POST] },
];

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
              allowMethods: collectorCors.allowMethods.map((method) => CorsHttpMethod[method]),
              allowHeaders: [...collectorCors.allowHeaders],
              exposeHeaders: [...collectorCors.exposeHeaders],
              maxAge: Duration.seconds(collectorCors.maxAgeSeconds),
            },
          }),
    });
    const integration = new HttpLambdaIntegration('Collect', collect);
    for (const route of ROUTES.flatMap((options) => this.api.addRoutes({ ...options, integration }))) {
      acknowledge(
        route,
        'AwsSolutions-APIG4',
        'Analytics SDKs authenticate with a write key in header or body: the function checks it.',
      );
    }
    publishApi(this, { stage, api: this.api, label: 'collector', limits: stage.collector });
  }
}
