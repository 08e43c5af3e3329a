import { z } from 'zod';
import type { Deployment } from './deployment.ts';

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const statement = z.object({
  Effect: z.string(),
  Action: oneOrMore,
  Resource: z.unknown(),
  Condition: z.unknown().optional(),
});
const role = z.object({ Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }) });
const policy = z.object({
  Roles: z.array(z.object({ Ref: z.string() })),
  PolicyDocument: z.object({ Statement: z.array(statement) }),
});

/** One statement about one resource in the policy of one function's role. */
export interface Grant {
  readonly functionName: string;
  readonly stack: string;
  readonly policyId: string;
  readonly effect: string;
  readonly actions: readonly string[];
  /** In words: `table profiles`, `everything`. */
  readonly on: string;
  readonly condition: unknown;
}

/** What each function of the deployment may do, statement by statement. */
export const listGrants = ({ resources, nameOf }: Deployment): readonly Grant[] =>
  resources
    .filter(({ type }) => type === 'AWS::Lambda::Function')
    .flatMap(({ stack, id, properties }) => {
      const [roleId] = role.parse(properties).Role['Fn::GetAtt'];
      const functionName = nameOf(stack, { Ref: id }).replace(/^function /, '');
      return resources
        .filter(({ type, stack: of }) => type === 'AWS::IAM::Policy' && of === stack)
        .flatMap(({ id: policyId, properties: given }) => {
          const { Roles, PolicyDocument } = policy.parse(given);
          if (!Roles.some(({ Ref }) => Ref === roleId)) return [];
          return PolicyDocument.Statement.flatMap(({ Effect, Action, Resource, Condition }) =>
            (Array.isArray(Resource) ? Resource : [Resource]).map((one: unknown) => ({
              functionName,
              stack,
              policyId,
              effect: Effect,
              actions: Action,
              on: one === '*' ? 'everything' : nameOf(stack, one),
              condition: Condition,
            })),
          );
        });
    });
