import type { Stage } from './stages.ts';

/** Throws for what AWS would refuse in words that name no field of the stage, or only in the middle of a deployment. */
export const requirePossibleStage = ({ name, stream: { retentionDays } }: Stage): void => {
  if (!Number.isInteger(retentionDays) || retentionDays < 1 || retentionDays > 365)
    throw new Error(
      `lib/stages.ts: stream.retentionDays of stage "${name}" is ${retentionDays}: set whole days, 1 to 365.`,
    );
};
