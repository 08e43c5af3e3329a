import { App } from 'aws-cdk-lib';
import { createStacks } from '../lib/create-stacks.ts';
import { findStage } from '../lib/stages.ts';
import { addStrictChecks } from '../lib/strict-checks.ts';
import { buildArtifacts, projectRoot } from '../tools/build/build-artifacts.ts';
import { builtBrand } from '../tools/build/built-brand.ts';
import { listRegisteredSchemas } from '../tools/schemas/list-registered-schemas.ts';
import { requireCompatibleSchemas } from '../tools/schemas/require-compatible-schemas.ts';

/** CDK's entry: `npx cdk synth|diff|deploy --all -c stage=dev|prod|local`. Needs neither account nor network to synth. */
const app = new App();
const stage = findStage(String(app.node.tryGetContext('stage') ?? 'dev'));
const schemas = listRegisteredSchemas(await requireCompatibleSchemas(projectRoot));
await buildArtifacts();
const { sender } = await builtBrand();
createStacks(app, { stage, senderAddress: sender.address, schemas });
addStrictChecks(app);
app.synth();
