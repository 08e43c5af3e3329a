import { dynamoClient } from '../../lambdas/adapters/aws/clients.ts';
import { dynamoBroadcasts } from '../../lambdas/adapters/aws/dynamo-broadcasts.ts';
import { dynamoSendHolds } from '../../lambdas/adapters/aws/dynamo-send-holds.ts';
import { dynamoSendingHealth } from '../../lambdas/adapters/aws/dynamo-sending-health.ts';
import { systemClock as clock, systemRandom as random } from '../../lambdas/adapters/aws/system-clock.ts';
import { loadProject } from '../demo/load-project.ts';
import { nameOf } from '../deployment/names.ts';
import { type BroadcastDesk, broadcastDesk } from './broadcast-desk.ts';
import { type SendingDesk, sendingDesk } from './sending-desk.ts';

/** The broadcasts of a deployment. */
export const stageBroadcasts = async (stage: string): Promise<BroadcastDesk> => {
  const control = { client: dynamoClient(), table: nameOf(stage, 'sends'), clock, random };
  const { book } = await loadProject();
  return broadcastDesk({
    book,
    broadcasts: dynamoBroadcasts(control),
    holds: dynamoSendHolds(control),
    clock,
    random,
  });
};

/** The desk of a deployment: straight at its table, with the credentials and region of the environment. */
export const stageDesk = async (stage: string): Promise<SendingDesk> => {
  const control = { client: dynamoClient(), table: nameOf(stage, 'sends'), clock, random };
  const { book } = await loadProject();
  return sendingDesk({ book, holds: dynamoSendHolds(control), health: dynamoSendingHealth(control), clock });
};
