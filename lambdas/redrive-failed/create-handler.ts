import middy from '@middy/core';
import { concealErrors } from '../steps/conceal-errors.ts';
import { type RedrivePorts, type RedriveReport, type RedriveRequest, redriveFailed } from './redrive.ts';

export const createHandler = (ports: RedrivePorts) =>
  middy<RedriveRequest, RedriveReport>().use(concealErrors()).handler(redriveFailed(ports));
