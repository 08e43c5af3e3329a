import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { concealErrors } from '../steps/conceal-errors.ts';
import { type CollectPorts, collectEvents } from './collect-events.ts';

export const createHandler = (ports: CollectPorts) =>
  middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>().use(concealErrors()).handler(collectEvents(ports));
