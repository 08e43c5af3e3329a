import { join } from 'node:path';
import { checkSchemas } from './check-schemas.ts';
import { describeFindings } from './schema-finding.ts';
import { readSchemaFolder, type SchemaFolder } from './schema-folder.ts';

/** The project's schemas, every version fit to be deployed. Throws with all that breaks, for whom, and the remedies. */
export const requireCompatibleSchemas = async (root: string): Promise<SchemaFolder> => {
  const folder = await readSchemaFolder(join(root, 'schemas'));
  const findings = checkSchemas(folder);
  if (findings.length > 0)
    throw new Error(['schemas/ does not fit together.', ...describeFindings(findings)].join('\n'));
  return folder;
};
