import middy from '@middy/core';
import { concealErrors } from '../steps/conceal-errors.ts';
import type { RelayPorts } from '../steps/relay-records.ts';
import { relayKafka } from './relay-kafka.ts';

export const createHandler = (ports: RelayPorts) => {
  const relay = relayKafka(ports);
  return middy<unknown, void>()
    .use(concealErrors())
    .handler((batch, context) => relay(batch, context.getRemainingTimeInMillis()));
};
