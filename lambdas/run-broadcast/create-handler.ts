import middy from '@middy/core';
import { concealErrors } from '../steps/conceal-errors.ts';
import { type RunBroadcastPorts, runBroadcasts } from './run-broadcast.ts';

export const createHandler = (ports: RunBroadcastPorts) => {
  const run = runBroadcasts(ports);
  return middy<unknown, void>()
    .use(concealErrors())
    .handler(() => run());
};
