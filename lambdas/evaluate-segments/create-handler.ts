import middy from '@middy/core';
import type { ScheduledEvent } from 'aws-lambda';
import { concealErrors } from '../steps/conceal-errors.ts';
import { type EvaluateSegmentsPorts, evaluateWaking } from './evaluate-waking.ts';

export const createHandler = (ports: EvaluateSegmentsPorts) => {
  const evaluate = evaluateWaking(ports);
  return middy<ScheduledEvent, void>()
    .use(concealErrors())
    .handler((_tick, context) => evaluate(context.getRemainingTimeInMillis()));
};
