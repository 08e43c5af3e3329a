import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { concealErrors } from '../steps/conceal-errors.ts';
import { type RelayPubsubPorts, relayPubsub } from './relay-pubsub.ts';

export const createHandler = (ports: RelayPubsubPorts) => {
  const relay = relayPubsub(ports);
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use(concealErrors())
    .handler((request, context) => relay(request, context.getRemainingTimeInMillis()));
};
