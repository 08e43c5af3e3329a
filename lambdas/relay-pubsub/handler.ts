import { relayPorts } from '../adapters/aws/relay-ports.ts';
import { createHandler } from './create-handler.ts';
import { relayPubsubEnv } from './env.ts';

const env = relayPubsubEnv.parse(process.env);

export const handler = createHandler({ ...relayPorts(env), serviceAccount: env.SERVICE_ACCOUNT });
