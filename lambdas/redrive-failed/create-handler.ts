import middy from '@middy/core';
import { type RedrivePorts, type RedriveReport, type RedriveRequest, redriveFailed } from './redrive.ts';

export const createHandler = (ports: RedrivePorts) =>
  middy<RedriveRequest, RedriveReport>().handler(redriveFailed(ports));
