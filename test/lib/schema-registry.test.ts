import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { SchemaRegistry } from '../../lib/constructs/schema-registry.ts';
import { findStage } from '../../lib/stages.ts';
import { synthesise } from '../builders/templates.ts';

const TYPES = ['AWS::Glue::Registry', 'AWS::Glue::Schema', 'AWS::Glue::SchemaVersion'];

describe('the schema registry', () => {
  it('holds every event under its name, with the mode that new versions are held to', () => {
    const { data } = synthesise('prod');
    data.hasResourceProperties('AWS::Glue::Registry', { Name: 'kairos-prod' });
    for (const [Name, DataFormat] of [
      ['order-completed', 'JSON'],
      ['order-completed-avro', 'AVRO'],
      ['order-completed-protobuf', 'PROTOBUF'],
    ])
      data.hasResourceProperties('AWS::Glue::Schema', {
        Name,
        DataFormat,
        Compatibility: 'BACKWARD',
        Registry: { Arn: Match.anyValue() },
        SchemaDefinition: Match.stringLikeRegexp('OrderCompleted|Order Completed'),
      });
  });

  it('of prod outlives its stack', () => {
    const { data } = synthesise('prod');
    for (const type of TYPES.slice(0, 2))
      for (const { DeletionPolicy } of Object.values(data.findResources(type))) expect(DeletionPolicy).toBe('Retain');
  });

  it('is not asked for where the emulator could not answer', () => {
    for (const type of TYPES) synthesise('local').data.resourceCountIs(type, 0);
  });

  it('gets further versions one after the other, in their order', () => {
    const stack = new Stack(new App(), 'Data');
    const schemas = [
      { name: 'gift-sent', dataFormat: 'JSON', compatibility: 'FULL', definitions: ['1', '2', '3'] },
    ] as const;
    new SchemaRegistry(stack, 'Schemas', { stage: findStage('dev'), schemas });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Glue::Schema', { SchemaDefinition: '1', Compatibility: 'FULL' });
    const [schema] = Object.keys(template.findResources('AWS::Glue::Schema'));
    const versions = Object.entries(template.findResources('AWS::Glue::SchemaVersion'));
    const [second, third] = versions;
    expect(versions.map(([, { Properties }]) => Properties.SchemaDefinition)).toEqual(['2', '3']);
    expect(second?.[1].DependsOn).toEqual([schema]);
    expect(third?.[1].DependsOn).toEqual([second?.[0]]);
  });
});
