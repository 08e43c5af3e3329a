import { App } from 'aws-cdk-lib';
import { createStacks } from '../lib/create-stacks.ts';
import { findStage } from '../lib/stages.ts';
import { addStrictChecks } from '../lib/strict-checks.ts';
import { buildArtifacts } from '../tools/build/build-artifacts.ts';
import { builtBrand } from '../tools/build/built-brand.ts';

/** CDK's entry: `npx cdk synth|diff|deploy --all -c stage=dev|prod|local`. Needs neither account nor network to synth. */
const app = new App();
const stage = findStage(String(app.node.tryGetContext('stage') ?? 'dev'));
await buildArtifacts();
const { sender } = await builtBrand();
createStacks(app, { stage, senderAddress: sender.address });
addStrictChecks(app);
app.synth();
