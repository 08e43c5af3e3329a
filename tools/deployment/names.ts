import { findStage } from '../../lib/stages.ts';

/** What a deployed stage calls its tables and functions: each name is a stage's own in an account and region. */
export const nameOf = (stage: string, what: string): string => `kairos-${findStage(stage).name}-${what}`;
