import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const text = z.string().min(1);

const localOutputs = z.object({
  endpoint: text,
  region: text,
  EventsStream: text,
  ProfilesTable: text,
  SendsTable: text,
  CatalogueTable: text,
  LakeBucket: text,
  FailedBucket: text,
  CollectorApiId: text,
  PreferencesApiId: text,
  ConfigurationSetName: text,
  Sender: text,
  FeedbackTopicArn: text,
  TransactionalQueueUrl: text,
  MarketingQueueUrl: text,
});

/** Where a local deployment is, and what its stacks put out. */
export type LocalOutputs = z.infer<typeof localOutputs>;

const cdkOutputs = z.record(z.string(), z.record(z.string(), z.string()));

/** From CDK's `--outputs-file`, without the exports that stacks make for each other. */
export const toLocalOutputs = (cdkText: string, where: { endpoint: string; region: string }): LocalOutputs =>
  localOutputs.parse({ ...where, ...Object.assign({}, ...Object.values(cdkOutputs.parse(JSON.parse(cdkText)))) });

export const writeLocalOutputs = async (file: string, outputs: LocalOutputs): Promise<void> =>
  writeFile(file, `${JSON.stringify(outputs, null, 2)}\n`);

/** Throws, naming the remedy, where nothing is deployed. */
export const readLocalOutputs = async (file: string): Promise<LocalOutputs> => {
  const content = await readFile(file, 'utf8').catch(() => undefined);
  if (content === undefined) throw new Error(`${file} is not there: run \`npm run deploy:local\` first.`);
  return localOutputs.parse(JSON.parse(content));
};
