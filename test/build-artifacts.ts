import { buildArtifacts } from '../tools/build/build-artifacts.ts';

/** Vitest's global set-up: what the bundles carry is built from `campaigns/` and `schemas/` once a run. */
export default async (): Promise<void> => {
  await buildArtifacts();
};
