import { z } from 'zod';

/** The parts of a CloudFormation template that are read here. */
const template = z.object({
  Resources: z.record(
    z.string(),
    z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) }),
  ),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
});

export interface DeployedResource {
  readonly stack: string;
  /** Its logical id, which is its own within the stack. */
  readonly id: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A stage's stacks as one: what they deploy, and what a reference in any of them means. */
export interface Deployment {
  readonly resources: readonly DeployedResource[];
  /** What `value` (a name, `Ref`, `Fn::GetAtt`, `Fn::ImportValue`, `Fn::Join`) of a stack refers to, in words. */
  nameOf(stack: string, value: unknown): string;
}

/** Type and property that names a resource, and what to call it. */
const NAMED_BY: Readonly<Record<string, readonly [kind: string, property: string]>> = {
  'AWS::DynamoDB::Table': ['table', 'TableName'],
  'AWS::Kinesis::Stream': ['stream', 'Name'],
  'AWS::S3::Bucket': ['bucket', 'BucketName'],
  'AWS::SQS::Queue': ['queue', 'QueueName'],
  'AWS::SNS::Topic': ['topic', 'TopicName'],
  'AWS::Logs::LogGroup': ['log group', 'LogGroupName'],
  'AWS::Lambda::Function': ['function', 'FunctionName'],
  'AWS::SES::ConfigurationSet': ['configuration set', 'Name'],
  'AWS::SecretsManager::Secret': ['secret', 'Name'],
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A `Ref` or `Fn::GetAtt` of this logical id. */
const refersTo = (value: unknown, id: string): boolean =>
  isObject(value) && (value.Ref === id || (Array.isArray(value['Fn::GetAtt']) && value['Fn::GetAtt'][0] === id));

/** Reads the templates of one stage, by stack. Throws where one is no template. */
export const readDeployment = (stage: string, templates: Readonly<Record<string, unknown>>): Deployment => {
  const stacks = new Map(Object.entries(templates).map(([name, json]) => [name, template.parse(json)]));
  const resources = [...stacks].flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).map(([id, { Type, Properties }]) => ({ stack, id, type: Type, properties: Properties })),
  );
  const exported = new Map<string, { readonly stack: string; readonly value: unknown }>();
  for (const [stack, { Outputs }] of stacks)
    for (const { Value, Export } of Object.values(Outputs))
      if (typeof Export?.Name === 'string') exported.set(Export.Name, { stack, value: Value });

  const shorten = (name: string): string =>
    name
      .replaceAll('arn:<AWS::Partition>:', '')
      .replaceAll('<AWS::Region>:<AWS::AccountId>:', '')
      .replaceAll('-<AWS::AccountId>-<AWS::Region>', '')
      .replaceAll(`kairos-${stage}-`, '')
      .replace(/^s3:::/, 'bucket ')
      .replace(/^lambda:function:/, 'function ')
      .replace('configuration-set/configuration set', 'configuration set')
      .replace(/^ses:/, '')
      .replace(/^identity\//, 'identity ');
  /** A key has no name of its own. */
  const aliasOf = (stack: string, id: string): string => {
    const alias = resources.find(
      (one) => one.type === 'AWS::KMS::Alias' && one.stack === stack && refersTo(one.properties.TargetKeyId, id),
    );
    return alias === undefined ? id : shorten(textOf(stack, alias.properties.AliasName)).replace(/^alias\//, '');
  };
  const nameOfId = (stack: string, id: string): string => {
    if (id.startsWith('AWS::')) return `<${id}>`;
    const { type = '', properties = {} } = resources.find((one) => one.stack === stack && one.id === id) ?? {};
    if (type === 'AWS::KMS::Key') return `key ${aliasOf(stack, id)}`;
    // Without CDK's hash of the construct's path.
    const plain = id.replace(/[0-9A-F]{8}$/, '');
    const [kind, property] = NAMED_BY[type] ?? [type, ''];
    const name = properties[property];
    return `${kind} ${name === undefined ? plain : shorten(textOf(stack, name))}`;
  };
  const textOf = (stack: string, value: unknown): string => {
    if (typeof value === 'string') return value;
    if (!isObject(value)) return JSON.stringify(value);
    const { Ref, 'Fn::GetAtt': att, 'Fn::ImportValue': imported, 'Fn::Join': join } = value;
    if (typeof Ref === 'string') return nameOfId(stack, Ref);
    if (Array.isArray(att)) return `${nameOfId(stack, String(att[0]))}${att[1] === 'StreamArn' ? ' (its stream)' : ''}`;
    if (typeof imported === 'string') {
      const from = exported.get(imported);
      return from === undefined ? imported : textOf(from.stack, from.value);
    }
    if (Array.isArray(join) && Array.isArray(join[1]))
      return join[1].map((part: unknown) => textOf(stack, part)).join(String(join[0]));
    return JSON.stringify(value);
  };
  return { resources, nameOf: (stack, value) => shorten(textOf(stack, value)) };
};
