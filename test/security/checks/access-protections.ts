import type { DeployedResource, Deployment } from '../../../tools/permissions/deployment.ts';
import { type Grant, listGrants } from '../../../tools/permissions/list-grants.ts';
import {
  at,
  isObject,
  listAt,
  ofType,
  type Properties,
  type Protection,
  statementsOf,
  withStatements,
} from './protection.ts';

/** Ids of the policies whose grants break a rule. */
const grantsThat = (deployment: Deployment, breaks: (grant: Grant) => boolean): readonly string[] => [
  ...new Set(
    listGrants(deployment)
      .filter(breaks)
      .map(({ policyId }) => policyId),
  ),
];

const POLICY = 'AWS::IAM::Policy';

/** The policy with each of its statements changed in turn, where `change` gives another one. */
const eachStatement = (
  { type, properties }: DeployedResource,
  change: (statement: Properties) => Properties | undefined,
): readonly Properties[] => {
  if (type !== POLICY) return [];
  const statements = statementsOf(properties);
  return statements.flatMap((statement, index) => {
    const changed = isObject(statement) ? change(statement) : undefined;
    return changed === undefined ? [] : [withStatements(properties, statements.with(index, changed))];
  });
};

export const oneRoleEach: Protection = {
  name: 'a role of its own, with no policy of somebody else’s',
  find: (deployment) => {
    const functions = ofType(deployment, 'AWS::Lambda::Function');
    const roleOf = ({ stack, properties }: DeployedResource) => `${stack} ${JSON.stringify(at(properties, 'Role'))}`;
    const shared = functions.filter((one) => functions.some((other) => other !== one && roleOf(other) === roleOf(one)));
    const foreign = ofType(deployment, 'AWS::IAM::Role').filter(
      ({ properties }) =>
        listAt(properties, 'ManagedPolicyArns').length > 0 || listAt(properties, 'Policies').length > 0,
    );
    const trusting = ofType(deployment, 'AWS::IAM::Role').filter(({ properties }) =>
      statementsOf(properties, 'AssumeRolePolicyDocument').some(
        (statement) => at(statement, 'Principal', 'Service') !== 'lambda.amazonaws.com',
      ),
    );
    return [...shared, ...foreign, ...trusting].map(({ id }) => id);
  },
  remove: ({ type, properties }) =>
    type === 'AWS::IAM::Role'
      ? [
          { ...properties, ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess'] },
          withStatements(
            properties,
            [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: '*' } }],
            'AssumeRolePolicyDocument',
          ),
        ]
      : [],
};

/** AWS has no narrower name for these. */
const NAMELESS = ['xray:', 'kinesis:ListStreams', 'dynamodb:ListStreams', 'glue:GetSchemaVersion', 'ses:GetAccount'];
const isNameless = (action: string): boolean => NAMELESS.some((known) => action.startsWith(known));

export const narrow: Protection = {
  name: 'no action by wildcard, and every resource only where AWS has no narrower name',
  find: (deployment) =>
    grantsThat(
      deployment,
      ({ actions, on, effect }) =>
        effect !== 'Allow' ||
        actions.some((action) => action.includes('*') || (on === 'everything' && !isNameless(action))) ||
        // A whole service's resources are as wide as everything.
        /^[a-z0-9]+:\*$|^\*|:\*$/.test(on),
    ),
  remove: (resource) => [
    ...eachStatement(resource, (statement) =>
      listAt(statement, 'Action').every((action) => isNameless(String(action)))
        ? undefined
        : { ...statement, Resource: '*' },
    ),
    ...eachStatement(resource, (statement) => ({
      ...statement,
      Action: `${String(listAt(statement, 'Action')[0]).split(':', 1)[0]}:*`,
    })),
  ],
};

const mails = ({ actions }: Pick<Grant, 'actions'>): boolean => actions.some((action) => /^ses:Send/.test(action));

export const oneMailer: Protection = {
  name: 'mail by send-email alone: from one address, under one identity and one configuration set',
  find: (deployment) =>
    grantsThat(
      deployment,
      (grant) =>
        mails(grant) &&
        (grant.functionName !== 'send-email' ||
          typeof at(grant.condition, 'StringEquals', 'ses:FromAddress') !== 'string' ||
          !/^(identity [^*]+|configuration set [^*]+)$/.test(grant.on)),
    ),
  remove: (resource) => {
    const isMailer = (statement: Properties) => mails({ actions: listAt(statement, 'Action').map(String) });
    const another = { Effect: 'Allow', Action: 'ses:SendEmail', Resource: { Ref: 'Somewhere' } };
    return [
      ...eachStatement(resource, (statement) => {
        const { Condition: _gone, ...rest } = statement;
        return isMailer(statement) ? rest : undefined;
      }),
      ...eachStatement(resource, (statement) => (isMailer(statement) ? { ...statement, Resource: '*' } : undefined)),
      ...(resource.type === POLICY
        ? [withStatements(resource.properties, [...statementsOf(resource.properties), another])]
        : []),
    ];
  },
};

const SEND_QUEUES = ['queue marketing', 'queue transactional'];

export const sendQueues: Protection = {
  name: 'messages put into the two send queues by decide-sends and sweep-sends alone, and into no other',
  find: (deployment) => {
    const grants = listGrants(deployment).filter(({ actions }) => actions.includes('sqs:SendMessage'));
    const wrong = grants.filter(
      ({ functionName, on }) => !['decide-sends', 'sweep-sends'].includes(functionName) || !SEND_QUEUES.includes(on),
    );
    return wrong.map(({ policyId }) => policyId);
  },
  remove: (resource) => [
    ...eachStatement(resource, (statement) =>
      listAt(statement, 'Action').includes('sqs:SendMessage')
        ? { ...statement, Resource: [statement.Resource, { 'Fn::GetAtt': ['AnotherQueue', 'Arn'] }].flat() }
        : undefined,
    ),
  ],
};

const collectorApi = (deployment: Deployment, type: string) => ofType(deployment, `AWS::ApiGatewayV2::${type}`);
/** Events go in; preferences are shown and changed by who holds a signed link. */
const ROUTES: readonly unknown[] = [
  ...['POST /v1/{proxy+}', 'GET /v1/projects/{writeKey}/settings', 'GET /v1/pixel.gif', 'GET /v1/pixel/{type}'],
  ...['POST /api/s/{proxy+}', 'POST /com.snowplowanalytics.snowplow/{proxy+}'],
  ...['GET /u/{token}', 'HEAD /u/{token}', 'POST /u/{token}'],
];

export const throttled: Protection = {
  name: 'APIs that are throttled, take events or signed links alone, and answer browsers of named origins without credentials',
  find: (deployment) => [
    ...collectorApi(deployment, 'Stage')
      .filter(({ properties }) =>
        ['ThrottlingRateLimit', 'ThrottlingBurstLimit'].some(
          (limit) => !(Number(at(properties, 'DefaultRouteSettings', limit)) > 0),
        ),
      )
      .map(({ id }) => id),
    ...collectorApi(deployment, 'Route')
      .filter(({ properties }) => !ROUTES.includes(properties.RouteKey))
      .map(({ id }) => id),
    ...collectorApi(deployment, 'Api')
      .filter(({ properties: { CorsConfiguration: cors, Name } }) => {
        const isProd = String(Name).startsWith('kairos-prod-');
        const isOpen = listAt(cors, 'AllowOrigins').includes('*');
        const writes = listAt(cors, 'AllowMethods').every((method) => method === 'POST');
        return !writes || at(cors, 'AllowCredentials') === true || (isProd && isOpen);
      })
      .map(({ id }) => id),
  ],
  remove: ({ type, properties }) => {
    if (type === 'AWS::ApiGatewayV2::Stage') return [{ ...properties, DefaultRouteSettings: {} }];
    if (type === 'AWS::ApiGatewayV2::Route') return [{ ...properties, RouteKey: 'GET /v1/{proxy+}' }];
    if (type !== 'AWS::ApiGatewayV2::Api') return [];
    const cors = isObject(properties.CorsConfiguration) ? properties.CorsConfiguration : {};
    const open = { ...cors, AllowOrigins: ['*'] };
    return [
      { ...properties, CorsConfiguration: { ...cors, AllowMethods: ['*'] } },
      { ...properties, CorsConfiguration: { ...cors, AllowCredentials: true } },
      ...(String(properties.Name).startsWith('kairos-prod-') ? [{ ...properties, CorsConfiguration: open }] : []),
    ];
  },
};

const RESOURCE_POLICIES = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'];

export const noOtherDoor: Protection = {
  name: 'no door to the public but the two APIs: no function URL, no policy for everybody, no HTTP subscription',
  find: (deployment) => {
    const urls = ofType(deployment, 'AWS::Lambda::Url');
    const callers = ofType(deployment, 'AWS::Lambda::Permission').filter(
      ({ properties: { Principal, SourceArn } }) =>
        !['apigateway.amazonaws.com', 'events.amazonaws.com'].includes(String(Principal)) || SourceArn === undefined,
    );
    const policies = ofType(deployment, ...RESOURCE_POLICIES).filter(({ properties }) =>
      statementsOf(properties).some(
        (statement) =>
          at(statement, 'Effect') !== 'Deny' &&
          (typeof at(statement, 'Principal', 'Service') !== 'string' || at(statement, 'Condition') === undefined),
      ),
    );
    const subscriptions = ofType(deployment, 'AWS::SNS::Subscription').filter(
      ({ properties: { Protocol } }) => !['sqs', 'email'].includes(String(Protocol)),
    );
    return [...urls, ...callers, ...policies, ...subscriptions].map(({ id }) => id);
  },
  remove: ({ type, properties }) => {
    if (type === 'AWS::Lambda::Permission') {
      const { SourceArn: _gone, ...rest } = properties;
      return [rest, { ...properties, Principal: '*' }];
    }
    if (type === 'AWS::SNS::Subscription') return [{ ...properties, Protocol: 'https' }];
    if (!RESOURCE_POLICIES.includes(type)) return [];
    const forAll = { Effect: 'Allow', Action: '*', Principal: '*', Resource: '*' };
    const forAnyTopic = { ...forAll, Principal: { Service: 'sns.amazonaws.com' } };
    const statements = statementsOf(properties);
    return [forAll, forAnyTopic].map((more) => withStatements(properties, [...statements, more]));
  },
};

const writeKeys = (properties: Properties): unknown => at(properties, 'Environment', 'Variables', 'WRITE_KEYS');

export const hashedKeys: Protection = {
  name: 'write keys that are known by their SHA-256 alone',
  find: (deployment) =>
    ofType(deployment, 'AWS::Lambda::Function').flatMap(({ id, properties }) => {
      const keys = writeKeys(properties);
      if (keys === undefined) return [];
      const parsed: unknown = JSON.parse(String(keys));
      return isObject(parsed) && Object.keys(parsed).every((key) => /^[0-9a-f]{64}$/.test(key)) ? [] : [id];
    }),
  remove: ({ type, properties }) => {
    if (type !== 'AWS::Lambda::Function' || writeKeys(properties) === undefined) return [];
    return [{ ...properties, Environment: { Variables: { WRITE_KEYS: '{"kairos-dev":"website"}' } } }];
  },
};

export const accessProtections: readonly Protection[] = [
  oneRoleEach,
  narrow,
  oneMailer,
  sendQueues,
  hashedKeys,
  throttled,
  noOtherDoor,
];
