import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { SENDER, synthesise } from '../builders/templates.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const stage = synthesise('prod');
const withFunctions = [stage.ingest, stage.lake, stage.profile, stage.engage];
const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** Function name (without the stage) → what its role may do. */
const statementsByFunction = new Map(
  withFunctions.flatMap((template: Template) => {
    const policies = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties);
    return Object.values(template.findResources('AWS::Lambda::Function')).map(({ Properties }) => {
      const role = Properties.Role['Fn::GetAtt'][0];
      const statements: readonly Statement[] = policies
        .filter(({ Roles }) => Roles.some(({ Ref }: { Ref: string }) => Ref === role))
        .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      return [String(Properties.FunctionName).replace('kairos-prod-', ''), statements] as const;
    });
  }),
);

const OWN_LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
const TRACES = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
const FROM_KINESIS = [
  'kinesis:DescribeStream',
  'kinesis:DescribeStreamSummary',
  'kinesis:GetRecords',
  'kinesis:GetShardIterator',
  'kinesis:ListShards',
  'kinesis:ListStreams',
];
const FROM_DYNAMODB = [
  'dynamodb:DescribeStream',
  'dynamodb:GetRecords',
  'dynamodb:GetShardIterator',
  'dynamodb:ListStreams',
];
const FROM_SQS = ['sqs:ChangeMessageVisibility', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'];
const TO_FAILED = ['s3:PutObject', 's3:ListBucket'];

/** Beside logs, traces and keys. */
const expected: Readonly<Record<string, readonly string[]>> = {
  collect: ['kinesis:PutRecords', 's3:PutObject'],
  'archive-events': [...FROM_KINESIS, ...TO_FAILED],
  'enrich-events': [
    ...FROM_KINESIS,
    ...TO_FAILED,
    ...['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem'],
    'glue:GetSchemaVersion',
  ],
  'decide-sends': [
    ...FROM_DYNAMODB,
    ...TO_FAILED,
    'dynamodb:BatchGetItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'sqs:SendMessage',
  ],
  'send-email': [
    ...FROM_SQS,
    'dynamodb:BatchGetItem',
    'dynamodb:ConditionCheckItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
    'secretsmanager:GetSecretValue',
    'ses:GetAccount',
    'ses:SendEmail',
  ],
  'manage-preferences': [
    'dynamodb:BatchGetItem',
    'dynamodb:PutItem',
    'kinesis:PutRecords',
    's3:PutObject',
    'secretsmanager:GetSecretValue',
  ],
  'evaluate-segments': ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
  'sweep-sends': ['dynamodb:PutItem', 'dynamodb:Query', 'ses:GetAccount', 'sqs:GetQueueAttributes', 'sqs:SendMessage'],
  'run-broadcast': ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:Scan'],
  'record-feedback': [
    ...FROM_SQS,
    ...['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    ...['kinesis:PutRecords', 's3:PutObject'],
  ],
  'learn-recommendations': [
    'dynamodb:BatchGetItem',
    'dynamodb:BatchWriteItem',
    'dynamodb:PutItem',
    'glue:GetSchemaVersion',
    's3:GetObject',
    's3:ListBucket',
    's3:PutObject',
  ],
  'unmerge-profiles': [
    'dynamodb:BatchGetItem',
    'dynamodb:GetItem',
    'dynamodb:PutItem',
    'glue:GetSchemaVersion',
    's3:GetObject',
    's3:ListBucket',
  ],
  'redrive-failed': [
    'glue:GetSchemaVersion',
    'kinesis:PutRecords',
    'lambda:InvokeFunction',
    's3:DeleteObject',
    's3:GetObject',
    's3:ListBucket',
    's3:PutObject',
  ],
};

const actionsOf = (statements: readonly Statement[]): ReadonlySet<string> =>
  new Set(statements.flatMap(({ Action }) => list(Action)));

describe('what each function may do', () => {
  it('is known of every function', () => {
    expect([...statementsByFunction.keys()].sort()).toEqual(Object.keys(expected).sort());
  });

  it.each([...statementsByFunction])('%s: what it does, and nothing else', (name, statements) => {
    const actions = [...actionsOf(statements)].filter((action) => !action.startsWith('kms:'));
    expect(actions.sort()).toEqual([...(expected[name] ?? []), ...OWN_LOGS, ...TRACES].sort());
  });

  it.each([...statementsByFunction])('%s: no wildcard in an action, no denial, no managed policy', (_, statements) => {
    for (const { Effect } of statements) expect(Effect).toBe('Allow');
    expect([...actionsOf(statements)].filter((action) => action.includes('*'))).toEqual([]);
  });

  it('takes every resource only where AWS has no narrower name', () => {
    const everywhere = [...statementsByFunction.values()]
      .flat()
      .filter(({ Resource }) => list(Resource).includes('*'))
      .flatMap(({ Action }) => list(Action));
    expect([...new Set(everywhere)].sort()).toEqual([
      'dynamodb:ListStreams',
      'glue:GetSchemaVersion',
      'kinesis:ListStreams',
      'ses:GetAccount',
      ...TRACES,
    ]);
  });

  it.each(['send-email', 'record-feedback', 'manage-preferences'])(
    '%s: of the profiles it writes those items alone that belong to an address',
    (name) => {
      const onProfiles = (statementsByFunction.get(name) ?? []).filter(({ Resource }) =>
        JSON.stringify(Resource).includes('OutputFnGetAttProfiles'),
      );
      const writes = onProfiles.filter(({ Action }) => list(Action).includes('dynamodb:PutItem'));
      expect(writes.map(({ Condition }) => Condition)).toEqual([
        { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['ADDRESS#*'] } },
      ]);
    },
  );

  it.each(withFunctions.flatMap((template) => Object.values(template.findResources('AWS::IAM::Role'))))(
    'has roles without managed policies',
    ({ Properties }) => {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
    },
  );

  it('lets one function alone invoke another: redrive-failed hands decide-sends what it gave up', () => {
    const invokers = [...statementsByFunction].flatMap(([name, statements]) =>
      statements
        .filter(({ Action }) => list(Action).includes('lambda:InvokeFunction'))
        .map((one) => [name, one] as const),
    );
    expect(invokers.map(([name]) => name)).toEqual(['redrive-failed']);
    expect(JSON.stringify(invokers[0]?.[1].Resource)).toMatch(/:function:kairos-prod-decide-sends"\]\]}$/);
  });

  it('lets one function alone mail, from one address, under one identity and one configuration set', () => {
    const mailers = [...statementsByFunction].filter(([, statements]) => actionsOf(statements).has('ses:SendEmail'));
    expect(mailers.map(([name]) => name)).toEqual(['send-email']);
    const [statement] = mailers[0]?.[1].filter(({ Action }) => list(Action).includes('ses:SendEmail')) ?? [];
    expect(statement?.Condition).toEqual({ StringEquals: { 'ses:FromAddress': SENDER } });
    expect(list(statement?.Resource)).toHaveLength(2);
    expect(JSON.stringify(statement?.Resource)).toMatch(/configuration-set\/.*identity\//);
  });
});
