import middy from '@middy/core';
import { concealErrors } from '../steps/conceal-errors.ts';
import type { UnmergePorts } from './unmerge-ports.ts';
import { unmergeProfiles } from './unmerge-profiles.ts';
import type { UnmergeReport, UnmergeRequest } from './unmerge-request.ts';

export const createHandler = (ports: UnmergePorts) => {
  const unmerge = unmergeProfiles(ports);
  return middy<UnmergeRequest, UnmergeReport>()
    .use(concealErrors())
    .handler((request, context) => unmerge(request, context.getRemainingTimeInMillis()));
};
