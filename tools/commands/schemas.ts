import { join } from 'node:path';
import type { Command } from 'commander';

interface CheckArguments {
  readonly against?: string;
  readonly json: boolean;
}

/** `kairos schemas check`: whether every version in `schemas/` may follow those before it. */
export const addSchemasCommand = (program: Command): void => {
  program
    .command('schemas')
    .description('check the versions of the schemas in schemas/')
    .command('check')
    .description('say what a version breaks, for whom, and the remedy; fails where something breaks')
    .option('--against <dir>', "another checkout, main's say: what was released there must be unchanged here")
    .option('--json', 'print the findings as JSON', false)
    .addHelpText('after', '\nExample:\n  git worktree add /tmp/main main && kairos schemas check --against /tmp/main')
    .action(checkCommand);
};

const checkCommand = async ({ against, json }: CheckArguments): Promise<void> => {
  const { projectRoot } = await import('../build/build-artifacts.ts');
  const { checkAgainst, checkSchemas } = await import('../schemas/check-schemas.ts');
  const { readSchemaFolder } = await import('../schemas/schema-folder.ts');
  const { describeFindings } = await import('../schemas/schema-finding.ts');
  const folder = await readSchemaFolder(join(projectRoot, 'schemas'));
  const findings = [
    ...checkSchemas(folder),
    ...(against === undefined ? [] : checkAgainst(folder, await readSchemaFolder(join(against, 'schemas')))),
  ];
  const versions = folder.series.reduce((sum, series) => sum + series.versions.length, 0);
  if (json) console.log(JSON.stringify({ schemas: folder.series.length, versions, findings }, null, 2));
  else {
    for (const line of describeFindings(findings)) console.log(line);
    console.log(`${folder.series.length} schemas, ${versions} versions: ${findings.length || 'no'} findings.`);
  }
  if (findings.length > 0) process.exitCode = 1;
};
