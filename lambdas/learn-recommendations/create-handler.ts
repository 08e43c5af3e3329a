import middy from '@middy/core';
import type { ScheduledEvent } from 'aws-lambda';
import { concealErrors } from '../steps/conceal-errors.ts';
import type { LearnPorts } from './learn-ports.ts';
import { learnRecommendations } from './learn-recommendations.ts';

export const createHandler = (ports: LearnPorts) => {
  const learn = learnRecommendations(ports);
  return middy<ScheduledEvent, void>()
    .use(concealErrors())
    .handler((_event, context) => learn(context.getRemainingTimeInMillis()));
};
