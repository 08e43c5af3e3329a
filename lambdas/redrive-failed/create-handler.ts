import middy from '@middy/core';
import { concealErrors } from '../steps/conceal-errors.ts';
import { type RedrivePorts, type RedriveReport, redriveFailed } from './redrive.ts';
import type { RedriveRequest } from './redrive-request.ts';

export const createHandler = (ports: RedrivePorts) => {
  const redrive = redriveFailed(ports);
  return middy<RedriveRequest, RedriveReport>()
    .use(concealErrors())
    .handler((request, context) => redrive(request, context.getRemainingTimeInMillis()));
};
