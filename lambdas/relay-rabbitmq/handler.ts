import { relayPorts } from '../adapters/aws/relay-ports.ts';
import { createHandler } from './create-handler.ts';
import { relayRabbitmqEnv } from './env.ts';

export const handler = createHandler(relayPorts(relayRabbitmqEnv.parse(process.env)));
