import { randomUUID } from 'node:crypto';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { dynamoConsentStore } from '../../lambdas/adapters/aws/dynamo-consent-store.ts';
import { dynamoSendLedger } from '../../lambdas/adapters/aws/dynamo-send-ledger.ts';
import { systemClock as clock, systemRandom as random } from '../../lambdas/adapters/aws/system-clock.ts';
import { stateToItem } from '../../lambdas/decode/state-item.ts';
import { localOutputsFile } from '../../tools/deploy-local/deploy-local.ts';
import { localCredentials } from '../../tools/deploy-local/local-aws.ts';
import { readLocalOutputs } from '../../tools/deploy-local/local-outputs.ts';
import { aProfileState } from '../builders/profile.ts';
import { ledgerContract } from '../contracts/ledger-contract.ts';

/** On the tables that the stacks made: keys, indexes and names are theirs. */
ledgerContract('in DynamoDB, as the emulator has it', async () => {
  const { endpoint, region, ProfilesTable, SendsTable } = await readLocalOutputs(localOutputsFile);
  const client = new DynamoDBClient({ endpoint, region, credentials: localCredentials });
  const [sendsTable, profilesTable] = [SendsTable, ProfilesTable];
  return {
    ledger: dynamoSendLedger({ client, sendsTable, profilesTable, clock, random }),
    consents: dynamoConsentStore({ client, table: profilesTable, clock, random }),
    putProfile: (id, version) =>
      client.send(
        new PutItemCommand({
          TableName: profilesTable,
          Item: stateToItem(id, aProfileState(undefined, { version })),
        }),
      ),
    run: randomUUID(),
  };
});
