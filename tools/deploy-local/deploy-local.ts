import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../build/build-artifacts.ts';
import { type EmulatorFiles, installEmulator, startEmulator, stopEmulator } from './emulator.ts';
import { LOCAL_ACCOUNT, LOCAL_REGION, localAwsEnvironment, pathWithProjectNode } from './local-aws.ts';
import { type LocalOutputs, toLocalOutputs, writeLocalOutputs } from './local-outputs.ts';
import { runCommand } from './run-command.ts';

export interface DeployLocalOptions {
  readonly port: number;
  readonly stop: boolean;
}

const folder = join(projectRoot, '.kairos');
export const localOutputsFile = join(folder, 'local-outputs.json');

/**
 * Deploys the real stacks, as `cdk deploy` would to AWS, to an emulator on this machine that starts empty each time.
 * `stop` ends it.
 */
export const deployLocal = async ({ port, stop }: DeployLocalOptions, say: (line: string) => void): Promise<void> => {
  const files: EmulatorFiles = { projectRoot, folder, logFile: join(folder, 'deploy-local.log') };
  await mkdir(folder, { recursive: true });
  const wasRunning = await stopEmulator(files);
  await rm(localOutputsFile, { force: true }); // what it named is gone
  if (stop) {
    say(wasRunning ? 'Stopped the emulator.' : 'No emulator was running.');
    return;
  }
  await writeFile(files.logFile, '');
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(3)} s`;
  const tell = (line: string) => say(`${seconds()}  ${line}`);

  await installEmulator(files, tell);
  tell(`Starting the emulator on port ${port}`);
  const endpoint = await startEmulator(files, port);
  try {
    const outputs = await deployStacks(endpoint, files, tell);
    await writeLocalOutputs(localOutputsFile, outputs);
    tell('All stacks are deployed.');
    say(summary(outputs));
  } catch (error) {
    await stopEmulator(files);
    throw error;
  }
};

const deployStacks = async (
  endpoint: string,
  { logFile }: EmulatorFiles,
  tell: (line: string) => void,
): Promise<LocalOutputs> => {
  const cdkOutputsFile = join(folder, 'cdk-outputs.json');
  const assembly = join(folder, 'cdk.out');
  const onLine = (line: string) => {
    const deployed = /✅\s+(.*\S)/.exec(line)?.[1];
    if (deployed !== undefined) tell(`  ${deployed}`);
  };
  const cdk = (...args: string[]) =>
    runCommand(process.execPath, [join(projectRoot, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args], {
      cwd: projectRoot,
      // `node bin/app.ts` in cdk.json is the project's Node.
      env: { ...localAwsEnvironment(endpoint), PATH: pathWithProjectNode(projectRoot), CI: 'true' },
      logFile,
      onLine,
    });
  const always = ['--no-notices', '--no-version-reporting'];
  tell('cdk bootstrap');
  await cdk(
    'bootstrap',
    `aws://${LOCAL_ACCOUNT}/${LOCAL_REGION}`,
    '-c',
    'stage=local',
    '--output',
    assembly,
    ...always,
  );
  tell('cdk deploy --all -c stage=local');
  await cdk(
    ...['deploy', '--all', '-c', 'stage=local', '--require-approval', 'never', '--concurrency', '3'],
    ...['--outputs-file', cdkOutputsFile, '--output', assembly, ...always],
  );
  return toLocalOutputs(await readFile(cdkOutputsFile, 'utf8'), { endpoint, region: LOCAL_REGION });
};

const summary = (outputs: LocalOutputs): string => {
  const width = Math.max(...Object.keys(outputs).map((name) => name.length));
  const lines = Object.entries(outputs).map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
  return [
    '',
    ...lines,
    '',
    `The same as JSON: .kairos/local-outputs.json. Any AWS tool works with AWS_ENDPOINT_URL=${outputs.endpoint}`,
    `AWS_REGION=${outputs.region} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test.`,
    `Mails that went out: ${outputs.endpoint}/_ministack/ses/messages`,
    'Try it end to end: npm run e2e. Stop it: npm run deploy:local -- --stop',
  ].join('\n');
};
