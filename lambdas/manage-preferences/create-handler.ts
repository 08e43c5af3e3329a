import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { concealErrors } from '../steps/conceal-errors.ts';
import { type ManagePreferencesPorts, managePreferences } from './manage-preferences.ts';

export const createHandler = (ports: ManagePreferencesPorts) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(concealErrors())
    .handler(managePreferences(ports));
