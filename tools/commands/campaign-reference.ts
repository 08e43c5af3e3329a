import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../build/build-artifacts.ts';
import { describeLanguage } from '../build/campaigns/describe-language.ts';

/** `kairos campaign reference`: writes docs/campaigns.md anew. */
export const campaignReferenceCommand = async (): Promise<void> => {
  await writeFile(join(projectRoot, 'docs', 'campaigns.md'), await describeLanguage(projectRoot));
  console.log('docs/campaigns.md is up to date.');
};
