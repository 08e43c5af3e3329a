import { basename, join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { ImportReport } from '../catalogue/import-feed.ts';
import type { FeedRequest } from '../catalogue/import-into-demo.ts';
import { wholeNumber } from './arguments.ts';
import { type Where, withWhere } from './where.ts';

interface ImportArguments extends Where {
  readonly viewedWithin: number;
  readonly leastDrop: number;
  readonly whole: boolean;
  readonly pictures?: string;
  readonly setAside?: string;
}

/** `kairos catalogue import`: makes the catalogue say what a product feed says. */
export const addCatalogueCommand = (program: Command): void => {
  const catalogue = program.command('catalogue').description('load a product feed');
  withWhere(catalogue.command('import'))
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
    .option(
      '--set-aside <file>',
      'where rows go that are no product, with their number and reason (default: .kairos/set-aside/FEED)',
    )
    .addHelpText(
      'after',
      `
Examples:
  kairos catalogue import examples/products/sale.csv
  kairos catalogue import feed.json --whole --stage prod
  kairos catalogue import .kairos/set-aside/feed.json   what was set aside, once it is mended`,
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
  const { viewedWithin: viewedWithinDays, leastDrop, whole, pictures } = given;
  const request = { feed, viewedWithinDays, leastDrop, whole, ...(pictures !== undefined && { pictures }) };
  await (await import('../import/open-log.ts')).checkReadable(feed);
  const { setAside, ...report } = await importInto(given, request);
  console.log(
    `${report.rows} rows: ${report.products} products, ${report.pricesFallen} cost less, ${report.peopleTold} people told` +
      `${whole ? `, ${report.leftTheFeed} left the feed` : ''}; ${setAside.length} rows set aside.`,
  );
  if (setAside.length === 0) return;
  for (const { line, fault } of setAside.slice(0, SHOWN)) console.log(`  ${feed}:${line}: ${fault}`);
  if (setAside.length > SHOWN) console.log(`  … and ${setAside.length - SHOWN} more`);
  const file = given.setAside ?? join('.kairos', 'set-aside', basename(feed));
  await (await import('../catalogue/set-aside.ts')).writeSetAside(file, feed, setAside);
  console.log(
    `They are in ${file}, each behind its row and reason. Mend them there and import that file${whole ? ', without --whole' : ''}.`,
  );
};

const importInto = async ({ stage, endpoints }: Where, request: FeedRequest): Promise<ImportReport> => {
  if (stage !== undefined)
    return (await import('../catalogue/import-into-stage.ts')).importIntoStage(stage, request, tellNowAndThen);
  const [{ findDemo }, { importIntoDemo }] = await Promise.all([
    import('../demo/demo-api.ts'),
    import('../catalogue/import-into-demo.ts'),
  ]);
  return importIntoDemo(await findDemo(endpoints), request);
};

const TOLD_EVERY_MS = 1_000;
let toldAt = 0;
const tellNowAndThen = (line: string): void => {
  if (performance.now() - toldAt < TOLD_EVERY_MS) return;
  toldAt = performance.now();
  console.error(line);
};
