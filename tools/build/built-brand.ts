import type { Brand } from '../../lambdas/core/campaign/campaign.ts';

/** The brand as the last `buildArtifacts()` compiled it. */
export const builtBrand = async (): Promise<Brand> =>
  (await import('../../lambdas/generated/campaigns.js')).default.brand;
