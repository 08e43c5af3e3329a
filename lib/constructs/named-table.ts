import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type GlobalSecondaryIndexProps,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Stage } from '../stages.ts';
import type { PipelineFunction } from './pipeline-function.ts';

export interface NamedTableProps {
  readonly stage: Stage;
  readonly name: string;
  readonly key: IKey;
  readonly indexes?: readonly GlobalSecondaryIndexProps[];
  /** With old and new images. @default false */
  readonly stream?: boolean;
  /** Items leave some time after the epoch second in `ttl`. @default true */
  readonly expires?: boolean;
}

/**
 * A table with keys `pk` and `sk`, paid by request, restorable to any second of the last 35 days. Not `TableV2`: that
 * one cannot have a customer's key in a stack that is not tied to a region.
 */
export class NamedTable extends Table {
  private readonly customerKey: IKey;

  constructor(scope: Construct, id: string, props: NamedTableProps) {
    super(scope, id, {
      tableName: `kairos-${props.stage.name}-${props.name}`,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.stage.protected,
      removalPolicy: props.stage.protected ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      ...(props.stream ? { stream: StreamViewType.NEW_AND_OLD_IMAGES } : {}),
      ...(props.expires === false ? {} : { timeToLiveAttribute: 'ttl' }),
    });
    this.customerKey = props.key;
    for (const index of props.indexes ?? []) this.addGlobalSecondaryIndex(index);
  }

  /** Grants actions on the table's items, and the use of their key through it. */
  allowItems(fn: PipelineFunction, ...actions: readonly string[]): void {
    fn.allow(actions, [this.tableArn]);
    this.allowKey(fn, actions);
  }

  /** Likewise, but only on items whose partition key begins so: `ADDRESS#`. */
  allowItemsUnder(fn: PipelineFunction, prefix: string, ...actions: readonly string[]): void {
    const keys = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${prefix}*`] } };
    fn.allow(actions, [this.tableArn], keys);
    this.allowKey(fn, actions);
  }

  private allowKey(fn: PipelineFunction, actions: readonly string[]): void {
    this.customerKey.grant(fn, 'kms:Decrypt', 'kms:DescribeKey');
    if (actions.some((action) => !READS.has(action))) this.customerKey.grant(fn, 'kms:Encrypt', 'kms:GenerateDataKey');
  }

  /** Grants queries of one index. */
  allowIndex(fn: PipelineFunction, indexName: string): void {
    fn.allow(['dynamodb:Query'], [`${this.tableArn}/index/${indexName}`]);
    this.customerKey.grant(fn, 'kms:Decrypt', 'kms:DescribeKey');
  }
}

const READS = new Set(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:ConditionCheckItem']);
