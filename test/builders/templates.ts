import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createStacks } from '../../lib/create-stacks.ts';
import { findStage, type Stage, type StageName } from '../../lib/stages.ts';
import { strictChecks } from '../../lib/strict-checks.ts';
import { projectRoot } from '../../tools/build/build-artifacts.ts';
import { listRegisteredSchemas } from '../../tools/schemas/list-registered-schemas.ts';
import { requireCompatibleSchemas } from '../../tools/schemas/require-compatible-schemas.ts';

export const SENDER = 'hello@shop.example';

const schemas = listRegisteredSchemas(await requireCompatibleSchemas(projectRoot));

const { context } = JSON.parse(readFileSync(join(projectRoot, 'cdk.json'), 'utf8')) as { context: object };

/** A stage's six templates, without bundling its functions. The first of a process takes seconds: once a test file. */
export const synthesise = (given: StageName | Stage) => {
  const stage = typeof given === 'string' ? findStage(given) : given;
  const app = new App({ context: { ...context, 'aws:cdk:bundling-stacks': [] } });
  const { operate, ...pipeline } = createStacks(app, { stage, senderAddress: SENDER, schemas });
  const stacks: Readonly<Record<keyof typeof pipeline | 'operate', Stack>> = { ...pipeline, operate };
  const template = (stack: Stack) => Template.fromStack(stack);
  return {
    app,
    stacks,
    data: template(stacks.data),
    ingest: template(stacks.ingest),
    lake: template(stacks.lake),
    profile: template(stacks.profile),
    engage: template(stacks.engage),
    operate: template(stacks.operate),
    /** What cdk-nag finds and nobody acknowledged, a line each. */
    findings: () =>
      strictChecks(app).flatMap((pack) =>
        pack
          .validateScope(app)
          .violations.flatMap(({ ruleName, violatingResources }) =>
            violatingResources.map(({ constructPath }) => `${ruleName}: ${constructPath}`),
          ),
      ),
  };
};

export type Templates = ReturnType<typeof synthesise>;
