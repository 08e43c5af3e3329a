import { relayPorts } from '../adapters/aws/relay-ports.ts';
import { createHandler } from './create-handler.ts';
import { relayKafkaEnv } from './env.ts';

export const handler = createHandler(relayPorts(relayKafkaEnv.parse(process.env)));
