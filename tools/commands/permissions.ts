import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../build/build-artifacts.ts';
import { describePermissions } from '../permissions/describe-permissions.ts';
import { stageTemplates } from '../permissions/stage-templates.ts';

/** `kairos permissions`: writes docs/permissions.md anew. */
export const permissionsCommand = (): void => {
  writeFileSync(join(projectRoot, 'docs', 'permissions.md'), describePermissions('prod', stageTemplates('prod')));
  console.log('docs/permissions.md is up to date.');
};
