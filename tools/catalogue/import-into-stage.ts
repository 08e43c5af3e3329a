import { createReadStream } from 'node:fs';
import { dynamoClient, kinesisClient, s3Client } from '../../lambdas/adapters/aws/clients.ts';
import { dynamoCatalogue } from '../../lambdas/adapters/aws/dynamo-catalogue.ts';
import { kinesisEventStream } from '../../lambdas/adapters/aws/kinesis-event-stream.ts';
import { s3ObjectStore } from '../../lambdas/adapters/aws/s3-object-store.ts';
import { systemClock as clock, systemRandom as random } from '../../lambdas/adapters/aws/system-clock.ts';
import { loadProject } from '../demo/load-project.ts';
import { nameOf } from '../deployment/names.ts';
import { settingsOf } from '../deployment/settings-of.ts';
import { type ImportReport, importFeed } from './import-feed.ts';
import type { FeedRequest } from './import-into-demo.ts';
import { readFeed } from './read-feed.ts';

/** Imports a feed into a deployment, with the credentials and region of the environment. */
export const importIntoStage = async (
  stage: string,
  { feed, pictures, ...options }: FeedRequest,
  progress: (line: string) => void,
): Promise<ImportReport> => {
  // The function that learns from the same lake, for the same catalogue.
  const setting = await settingsOf(stage, 'learn-recommendations');
  const { book, validators } = await loadProject();
  const { currency } = book.brand;
  const source = { name: feed, open: () => createReadStream(feed) };
  return importFeed(
    {
      catalogue: dynamoCatalogue({ client: dynamoClient(), table: setting('CATALOGUE_TABLE'), clock, random }),
      lake: s3ObjectStore(s3Client(), setting('LAKE_BUCKET')),
      events: kinesisEventStream({ client: kinesisClient(), streamName: nameOf(stage, 'events'), clock, random }),
      validators,
      clock,
    },
    () => readFeed(source, { currency, ...(pictures !== undefined && { pictures }) }),
    { ...options, currency },
    progress,
  );
};
