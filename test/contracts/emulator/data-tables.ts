import {
  type AttributeDefinition,
  CreateTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
} from '@aws-sdk/client-dynamodb';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DataStack } from '../../../lib/stacks/data-stack.ts';
import { findStage } from '../../../lib/stages.ts';

export type TableName = 'profiles' | 'sends' | 'catalogue';

interface TableProperties {
  readonly TableName: string;
  readonly KeySchema: KeySchemaElement[];
  readonly AttributeDefinitions: AttributeDefinition[];
  readonly GlobalSecondaryIndexes?: GlobalSecondaryIndex[];
}

const stage = findStage('local');
const template = Template.fromStack(new DataStack(new App(), 'Data', { stage, schemas: [] }));
const tables: readonly TableProperties[] = Object.values(template.findResources('AWS::DynamoDB::Table')).map(
  ({ Properties }) => Properties,
);

/** Makes an empty table called `as`, with the keys and indexes that the Data stack gives the one called `name`. */
export const createTable = async (client: DynamoDBClient, name: TableName, as: string): Promise<void> => {
  const properties = tables.find(({ TableName }) => TableName === `kairos-${stage.name}-${name}`);
  if (properties === undefined) throw new Error(`the Data stack has no table ${name}`);
  const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes } = properties;
  await client.send(
    new CreateTableCommand({
      TableName: as,
      BillingMode: 'PAY_PER_REQUEST',
      ...{ KeySchema, AttributeDefinitions, GlobalSecondaryIndexes },
    }),
  );
};
