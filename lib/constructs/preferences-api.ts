import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import { acknowledge } from './acknowledge.ts';
import type { PipelineFunction } from './pipeline-function.ts';
import { publishApi } from './publish-api.ts';

export interface PreferencesApiProps {
  readonly stage: Stage;
  readonly managePreferences: PipelineFunction;
}

/** Where the links of mails lead: `/u/{token}`, on an address of its own that no other site's script may call. */
export class PreferencesApi extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, { stage, managePreferences }: PreferencesApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { apiName: `kairos-${stage.name}-preferences`, createDefaultStage: false });
    const routes = this.api.addRoutes({
      path: '/u/{token}',
      methods: [HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST],
      integration: new HttpLambdaIntegration('ManagePreferences', managePreferences),
    });
    for (const route of routes) {
      acknowledge(
        route,
        'AwsSolutions-APIG4',
        'The link itself is the authorisation, signed and checked by the function: nobody should log in to leave.',
      );
    }
    publishApi(this, { stage, api: this.api, label: 'preferences', limits: stage.preferences });
  }
}
