import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../../../tools/build/build-artifacts.ts';
import { describePermissions } from '../../../tools/permissions/describe-permissions.ts';
import { stageTemplates } from '../../../tools/permissions/stage-templates.ts';

// The first synthesis of a process takes seconds: outside of any test's time.
const prod = stageTemplates('prod');

it('docs/permissions.md says what the templates allow (npm run permissions writes it anew)', () => {
  const page = readFileSync(join(projectRoot, 'docs', 'permissions.md'), 'utf8');
  expect(page).toBe(describePermissions('prod', prod));
});

/** Two stacks: a key with a table in one, a function that reads the table in the other. */
const templates = {
  data: {
    Resources: {
      Key12345678: { Type: 'AWS::KMS::Key' },
      Alias: {
        Type: 'AWS::KMS::Alias',
        Properties: { AliasName: 'alias/kairos-x-data', TargetKeyId: { Ref: 'Key12345678' } },
      },
      People87654321: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'kairos-x-people' } },
    },
    Outputs: { Exported: { Value: { 'Fn::GetAtt': ['People87654321', 'Arn'] }, Export: { Name: 'data:People' } } },
  },
  work: {
    Resources: {
      Reader: {
        Type: 'AWS::Lambda::Function',
        Properties: { FunctionName: 'kairos-x-read', Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      },
      Policy: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          Roles: [{ Ref: 'Role' }],
          PolicyDocument: {
            Statement: [
              { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: { 'Fn::ImportValue': 'data:People' } },
              {
                Effect: 'Allow',
                Action: ['dynamodb:Query'],
                Resource: [{ 'Fn::Join': ['', [{ 'Fn::ImportValue': 'data:People' }, '/index/by-name']] }],
                Condition: { StringEquals: { 'aws:SourceVpc': 'v' } },
              },
              { Effect: 'Allow', Action: ['xray:PutTraceSegments'], Resource: '*' },
            ],
          },
        },
      },
    },
  },
};

it('follows a grant to the resource of another stack, and says on what condition', () => {
  const lines = describePermissions('x', templates)
    .split('\n')
    .filter((line) => line.startsWith('| '));
  expect(lines.slice(2)).toEqual([
    '| everything | `xray:PutTraceSegments` |',
    '| table people | `dynamodb:GetItem` |',
    '| table people/index/by-name, where aws:SourceVpc StringEquals "v" | `dynamodb:Query` |',
  ]);
});
