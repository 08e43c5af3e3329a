import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { z } from 'zod';
import { createStacks } from '../../lib/create-stacks.ts';
import { findStage, type StageName } from '../../lib/stages.ts';
import { projectRoot } from '../build/build-artifacts.ts';

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/** Any: no permission of ours is wider for another one. */
const SENDER = 'hello@shop.example';

/** A stage's templates by stack (`data`, `ingest`, …), synthesised without bundling the functions. Takes seconds. */
export const stageTemplates = (name: StageName): Readonly<Record<string, unknown>> => {
  const { context } = cdkJson.parse(JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8')));
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  const stacks = Object.entries(createStacks(app, { stage: findStage(name), senderAddress: SENDER, schemas: [] }));
  const assembly = app.synth();
  return Object.fromEntries(
    stacks.flatMap(([key, stack]) =>
      stack instanceof Stack ? [[key, assembly.getStackArtifact(stack.artifactId).template]] : [],
    ),
  );
};
