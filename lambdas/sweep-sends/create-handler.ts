import middy from '@middy/core';
import { type SweepRequest, type SweepSendsPorts, sweepSends } from './sweep-sends.ts';

export const createHandler = (ports: SweepSendsPorts) => middy<SweepRequest, void>().handler(sweepSends(ports));
