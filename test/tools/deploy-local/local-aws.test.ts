import { afterEach, describe, expect, it, vi } from 'vitest';
import { localAwsEnvironment } from '../../../tools/deploy-local/local-aws.ts';
import { readLocalOutputs, toLocalOutputs } from '../../../tools/deploy-local/local-outputs.ts';
import { runCommand } from '../../../tools/deploy-local/run-command.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a local deployment', () => {
  it('cannot reach AWS, whoever the caller is logged in as', () => {
    vi.stubEnv('AWS_PROFILE', 'production');
    vi.stubEnv('AWS_SESSION_TOKEN', 'secret');
    vi.stubEnv('AWS_ENDPOINT_URL_S3', 'https://s3.amazonaws.com');

    const environment = localAwsEnvironment('http://127.0.0.1:4566');

    expect(
      Object.keys(environment)
        .filter((name) => name.startsWith('AWS_'))
        .sort(),
    ).toEqual([
      'AWS_ACCESS_KEY_ID',
      'AWS_CONFIG_FILE',
      'AWS_DEFAULT_REGION',
      'AWS_ENDPOINT_URL',
      'AWS_REGION',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SHARED_CREDENTIALS_FILE',
    ]);
    expect(environment.AWS_ENDPOINT_URL).toBe('http://127.0.0.1:4566');
    expect(environment.AWS_ACCESS_KEY_ID).toBe('test');
  });

  it('says what to run where nothing is deployed', async () => {
    await expect(readLocalOutputs('/nowhere/local-outputs.json')).rejects.toThrow('npm run deploy:local');
  });

  it('is told of an output that a stack no longer has', () => {
    const outputs = JSON.stringify({ 'kairos-local-data': { EventsStream: 'events' } });
    expect(() => toLocalOutputs(outputs, { endpoint: 'http://127.0.0.1:4566', region: 'us-east-1' })).toThrow(
      'ProfilesTable',
    );
  });

  it('shows how a command ended that failed', async () => {
    const options = { cwd: '.', env: process.env, logFile: '/dev/null' };
    const failing = runCommand(process.execPath, ['-e', 'console.log("half done"); process.exit(3)'], options);
    await expect(failing).rejects.toThrow(/failed \(3\)[\s\S]*half done/);
  });

  it('names a program that is not there', async () => {
    const options = { cwd: '.', env: process.env, logFile: '/dev/null' };
    await expect(runCommand('no-such-python', [], options)).rejects.toThrow('no-such-python could not be started');
  });
});
