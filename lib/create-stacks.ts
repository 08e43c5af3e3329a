import { Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RegisteredSchema } from './constructs/schema-registry.ts';
import { requirePossibleStage } from './require-possible-stage.ts';
import { DataStack } from './stacks/data-stack.ts';
import { EngageStack } from './stacks/engage-stack.ts';
import { IngestStack } from './stacks/ingest-stack.ts';
import { LakeStack } from './stacks/lake-stack.ts';
import { OperateStack, type Pipeline } from './stacks/operate-stack.ts';
import { ProfileStack } from './stacks/profile-stack.ts';
import type { Stage } from './stages.ts';

export interface KairosProps {
  readonly stage: Stage;
  /** The brand's sender (campaigns/brand.yaml): its domain is the identity, and no other address may send. */
  readonly senderAddress: string;
  /** What schemas/ holds, for the registry. */
  readonly schemas: readonly RegisteredSchema[];
}

/** The six stacks of one stage, `kairos-<stage>-…`, in the account and region of the deployment. */
export const createStacks = (
  app: Construct,
  { stage, senderAddress, schemas }: KairosProps,
): Pipeline & { operate: OperateStack } => {
  requirePossibleStage(stage);
  const named = (name: string, description: string) => ({
    stage,
    stackName: `kairos-${stage.name}-${name}`,
    description: `Kairos ${stage.name}: ${description}`,
  });
  const data = new DataStack(app, 'Data', { ...named('data', 'what is kept, and its key'), schemas });
  const ingest = new IngestStack(app, 'Ingest', { ...named('ingest', 'the collector'), data });
  const lake = new LakeStack(app, 'Lake', { ...named('lake', 'raw events, learning, redrive'), data });
  const profile = new ProfileStack(app, 'Profile', { ...named('profile', 'events to profiles'), data });
  const engage = new EngageStack(app, 'Engage', { ...named('engage', 'profiles to mails'), data, senderAddress });
  const pipeline = { data, ingest, lake, profile, engage };
  const operate = new OperateStack(app, 'Operate', { ...named('operate', 'dashboards and alarms'), pipeline });
  Tags.of(app).add('kairos:stage', stage.name);
  return { ...pipeline, operate };
};
