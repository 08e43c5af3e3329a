import { join } from 'node:path';
import { buildArtifacts, projectRoot } from '../build/build-artifacts.ts';
import { loadProducts } from '../catalogue/load-products.ts';

/** Builds `campaigns/` and `schemas/` and loads the result. Throws with file, line and remedy where one has a mistake. */
export const loadProject = async () => {
  await buildArtifacts();
  const [{ default: book }, { default: validators }] = await Promise.all([
    import('../../lambdas/generated/campaigns.js'),
    import('../../lambdas/generated/validators.js'),
  ]);
  return { book, validators };
};

/** Our own forty products, with pictures where the API serves them. */
export const loadDemoProducts = (apiUrl: string) =>
  loadProducts(join(projectRoot, 'examples/products/products.json'), `${apiUrl}/pictures`);
