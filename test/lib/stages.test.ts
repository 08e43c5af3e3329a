import { Match } from 'aws-cdk-lib/assertions';
import { CfnStream } from 'aws-cdk-lib/aws-kinesis';
import { expect, it } from 'vitest';
import { findStage, stageNames } from '../../lib/stages.ts';
import { synthesise } from '../builders/templates.ts';

it('names the known stages where one is asked that is not', () => {
  expect(() => findStage('staging')).toThrow('Unknown stage "staging". Known stages: dev, prod, local.');
});

it.each([0, 366, 1.5, Number.NaN])('names the field of a stream that no Kinesis keeps: %d days', (retentionDays) => {
  const dev = findStage('dev');
  expect(() => synthesise({ ...dev, stream: { ...dev.stream, retentionDays } })).toThrow(
    `lib/stages.ts: stream.retentionDays of stage "dev" is ${retentionDays}: set whole days, 1 to 365.`,
  );
});

it('takes no inherited name for a stage', () => {
  expect(() => findStage('toString')).toThrow('Unknown stage');
});

it('lets prod alone mail everybody', () => {
  expect(stageNames.filter((name) => findStage(name).mail.allowRecipients.includes('*'))).toEqual(['prod']);
});

it('lets nobody into prod before a write key is set', () => {
  expect(findStage('prod').collector.writeKeys).toEqual({});
});

it('keeps nothing of a visitor’s address in prod once their country is known', () => {
  expect(findStage('prod').collector.addresses).toBe('dropped');
  synthesise('prod').ingest.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ ADDRESSES: 'dropped' }) },
  });
});

it.each(stageNames)('redrives in %s only what is younger than the ids that tell a second time', (name) => {
  const { dedupeDays } = findStage(name);
  const { lake, profile } = synthesise(name);
  for (const template of [lake, profile])
    template.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: Match.stringLikeRegexp('-(?:redrive-failed|enrich-events)$'),
      Environment: { Variables: Match.objectLike({ DEDUPE_DAYS: String(dedupeDays) }) },
    });
});

it.each(stageNames)('leaves no finding of cdk-nag open in %s', (name) => {
  expect(synthesise(name).findings()).toEqual([]);
});

it('counts a finding that nobody acknowledged, warnings too', () => {
  const { stacks, findings } = synthesise('dev');
  stacks.data.node.findChild('Events').node.tryRemoveChild('Resource');
  new CfnStream(stacks.data, 'Bare', { shardCount: 1 });
  expect(findings()).toEqual(['AwsSolutions-KDS1: Data/Bare']);
});
