import { describe, expect, it } from 'vitest';
import { stageNames } from '../../lib/stages.ts';
import { type Deployment, readDeployment } from '../../tools/permissions/deployment.ts';
import { stageTemplates } from '../../tools/permissions/stage-templates.ts';
import { accessProtections } from './checks/access-protections.ts';
import { dataProtections } from './checks/data-protections.ts';

const protections = [
  ...dataProtections.map((protection) => ({ ...protection, title: `data are ${protection.name}` })),
  ...accessProtections.map((protection) => ({ ...protection, title: `functions and callers have ${protection.name}` })),
];

describe.each(stageNames)('the templates of %s', (stage) => {
  const deployment = readDeployment(stage, stageTemplates(stage));

  it.each(protections)('$title', ({ find }) => {
    expect(find(deployment)).toEqual([]);
  });

  it.each(protections)('are found out where they lose it, resource by resource: $name', ({ find, remove }) => {
    const { resources, nameOf } = deployment;
    const losses = resources.flatMap((resource, index) =>
      remove(resource).map((properties) => ({ index, weakened: { ...resource, properties } })),
    );
    expect(losses.length).toBeGreaterThan(0);
    const unnoticed = losses.filter(({ index, weakened }) => {
      const weaker: Deployment = { resources: resources.with(index, weakened), nameOf };
      return find(weaker).length === 0;
    });
    expect(unnoticed.map(({ weakened: { stack, id, properties } }) => ({ stack, id, properties }))).toEqual([]);
  });
});

it('a function’s URL and a second function under one role are found out', () => {
  const { resources, nameOf } = readDeployment('dev', stageTemplates('dev'));
  const findingsWith = (added: Deployment['resources'][number]) =>
    accessProtections.flatMap(({ find }) => find({ resources: [...resources, added], nameOf }));
  expect(
    findingsWith({ stack: 'engage', id: 'Url', type: 'AWS::Lambda::Url', properties: { AuthType: 'NONE' } }),
  ).toEqual(['Url']);
  const [sender] = resources.filter(({ id, type }) => type === 'AWS::Lambda::Function' && id.startsWith('SendEmail'));
  if (sender === undefined) throw new Error('no send-email');
  expect(findingsWith({ ...sender, id: 'Twin' })).toEqual(expect.arrayContaining(['Twin', sender.id]));
});
