import middy from '@middy/core';
import { concealErrors } from '../steps/conceal-errors.ts';
import type { RelayPorts } from '../steps/relay-records.ts';
import { relayRabbitmq } from './relay-rabbitmq.ts';

export const createHandler = (ports: RelayPorts) => {
  const relay = relayRabbitmq(ports);
  return middy<unknown, void>()
    .use(concealErrors())
    .handler((batch, context) => relay(batch, context.getRemainingTimeInMillis()));
};
