import { fileURLToPath } from 'node:url';
import { buildValidators } from './validators.ts';
import { writeCampaigns } from './write-campaigns.ts';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Builds what the function bundles carry: `lambdas/generated/{validators,campaigns}.js`. */
export const buildArtifacts = async (): Promise<void> => {
  await buildValidators(projectRoot);
  await writeCampaigns(projectRoot);
};
