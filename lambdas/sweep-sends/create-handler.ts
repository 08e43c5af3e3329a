import middy from '@middy/core';
import { concealErrors } from '../steps/conceal-errors.ts';
import { type SweepRequest, type SweepSendsPorts, sweepSends } from './sweep-sends.ts';

export const createHandler = (ports: SweepSendsPorts) =>
  middy<SweepRequest, void>().use(concealErrors()).handler(sweepSends(ports));
