import { delimiter, join } from 'node:path';

/** A made-up account: whatever the caller's own credentials are, nothing here can reach AWS. */
export const LOCAL_REGION = 'us-east-1';
export const LOCAL_ACCOUNT = '000000000000';
export const localCredentials = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

/** The caller's environment, with all of AWS pointed at `endpoint`. */
export const localAwsEnvironment = (endpoint: string): NodeJS.ProcessEnv => {
  const mine = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return {
    ...Object.fromEntries(mine),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: LOCAL_REGION,
    AWS_DEFAULT_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: localCredentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCredentials.secretAccessKey,
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
};

/** PATH with the project's own `node` (Node 24) before the system's. */
export const pathWithProjectNode = (projectRoot: string): string =>
  [join(projectRoot, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
