import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { z } from 'zod';
import type { ImportOptions, ImportReport } from '../catalogue/import-feed.ts';
import { wholeNumber } from './arguments.ts';

interface ImportArguments {
  readonly viewedWithin: number;
  readonly leastDrop: number;
  readonly whole: boolean;
  readonly pictures?: string;
  readonly table?: string;
  readonly lake?: string;
  readonly stream?: string;
  readonly endpoints?: string;
}

/** `kairos catalogue import`: makes the catalogue say what a product feed says. */
export const addCatalogueCommand = (program: Command): void => {
  program
    .command('catalogue')
    .description('load a product feed')
    .command('import')
    .description(
      'make the catalogue say what a feed says, and tell whoever looked at a product lately that its price has fallen',
    )
    .argument(
      '<feed>',
      'CSV with a header line, or a JSON list (.json): id, name, price; url, image_url, category, brand, stock',
    )
    .option('--viewed-within <days>', 'how long ago they looked at most; 0 tells nobody', wholeNumber(0, 365), 7)
    .option('--least-drop <share>', 'a price that fell by less is not worth a mail', percentage, 0.05)
    .option('--whole', 'the feed is the whole range: what it lacks is taken for sold out', false)
    .option('--pictures <url>', 'where the files of a "picture" column are served')
    .option('--table <name>', 'of the catalogue on AWS; without it, the demo on this machine is meant')
    .option('--lake <bucket>', 'on AWS, where who looked at what is read')
    .option('--stream <name>', 'on AWS, where price drops are put')
    .option('--endpoints <file>', 'where the demo wrote its addresses (default: .kairos/endpoints.json)')
    .addHelpText(
      'after',
      `
Examples:
  kairos catalogue import examples/products/sale.csv
  kairos catalogue import feed.json --whole --table TABLE --lake BUCKET --stream STREAM`,
    )
    .action(importCommand);
};

const percentage = (text: string): number => {
  const [, share] = /^(\d{1,2}(?:\.\d+)?|100)%$/.exec(text) ?? [];
  if (share === undefined) throw new InvalidArgumentError('Say a share: 5%.');
  return Number(share) / 100;
};

const SHOWN = 10;

const importCommand = async (feed: string, given: ImportArguments): Promise<void> => {
  const options = { viewedWithinDays: given.viewedWithin, leastDrop: given.leastDrop, whole: given.whole };
  const report =
    given.table === undefined ? await importIntoDemo(feed, given, options) : await importIntoAws(feed, given, options);
  console.log(
    `${report.rows} rows: ${report.products} products, ${report.pricesFallen} cost less, ${report.peopleTold} people told` +
      `${given.whole ? `, ${report.leftTheFeed} left the feed` : ''}; ${report.setAside.length} rows set aside.`,
  );
  for (const { line, fault } of report.setAside.slice(0, SHOWN)) console.log(`  ${feed}:${line}: ${fault}`);
  if (report.setAside.length > SHOWN) console.log(`  … and ${report.setAside.length - SHOWN} more`);
};

const answer = z.object({
  rows: z.number(),
  products: z.number(),
  pricesFallen: z.number(),
  peopleTold: z.number(),
  leftTheFeed: z.number(),
  setAside: z.array(z.object({ line: z.number(), fault: z.string() })),
});
type Shown = Omit<ImportReport, 'setAside'> & {
  readonly setAside: readonly { readonly line: number; readonly fault: string }[];
};

const importIntoDemo = async (
  feed: string,
  { pictures, endpoints }: ImportArguments,
  { viewedWithinDays, leastDrop, whole }: Omit<ImportOptions, 'currency'>,
): Promise<Shown> => {
  const { findDemo, readAnswer } = await import('../demo/demo-api.ts');
  const demo = await findDemo(endpoints, 'say --table, --lake and --stream');
  const query = new URLSearchParams({
    name: basename(feed),
    viewedWithinDays: String(viewedWithinDays),
    leastDrop: String(leastDrop),
    whole: String(whole),
    pictures: pictures ?? `${demo.address}/pictures`,
  });
  const response = await demo.ask('POST', `/v1/catalogue/import?${query}`, await readFile(feed));
  return answer.parse(await readAnswer(response));
};

const TOLD_EVERY_MS = 1_000;
let toldAt = 0;
const tellNowAndThen = (line: string): void => {
  if (performance.now() - toldAt < TOLD_EVERY_MS) return;
  toldAt = performance.now();
  console.error(line);
};

const importIntoAws = async (
  feed: string,
  { table = '', lake, stream, pictures }: ImportArguments,
  options: Omit<ImportOptions, 'currency'>,
): Promise<Shown> => {
  if (lake === undefined || stream === undefined)
    throw new Error('--table goes with --lake and --stream: who looked at what is read there, and told there.');
  const { loadProject } = await import('../demo/load-project.ts');
  const [{ dynamoClient, kinesisClient, s3Client }, { dynamoCatalogue }, { kinesisEventStream }, { s3ObjectStore }] =
    await Promise.all([
      import('../../lambdas/adapters/aws/clients.ts'),
      import('../../lambdas/adapters/aws/dynamo-catalogue.ts'),
      import('../../lambdas/adapters/aws/kinesis-event-stream.ts'),
      import('../../lambdas/adapters/aws/s3-object-store.ts'),
    ]);
  const { systemClock: clock, systemRandom: random } = await import('../../lambdas/adapters/aws/system-clock.ts');
  const { importFeed } = await import('../catalogue/import-feed.ts');
  const { readFeed } = await import('../catalogue/read-feed.ts');
  const { book, validators } = await loadProject();
  const { currency } = book.brand;
  const source = { name: feed, open: () => createReadStream(feed) };
  return importFeed(
    {
      catalogue: dynamoCatalogue({ client: dynamoClient(), table, clock, random }),
      lake: s3ObjectStore(s3Client(), lake),
      events: kinesisEventStream({ client: kinesisClient(), streamName: stream, clock, random }),
      validators,
      clock,
    },
    () => readFeed(source, { currency, ...(pictures !== undefined && { pictures }) }),
    { ...options, currency },
    tellNowAndThen,
  );
};
