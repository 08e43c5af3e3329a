/**
 * Draws `examples/products/pictures/` from the feed's `drawing`s: `node tools/catalogue/draw-pictures.ts`, with
 * Chromium at /usr/bin/chromium or where CHROMIUM says. The pictures are checked in; run it after a change of theirs.
 */
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { drawings } from './drawings.ts';
import { productFeed } from './product-feed.ts';

const SIZE = 320;
const feed = fileURLToPath(new URL('../../examples/products/products.json', import.meta.url));
const pictures = fileURLToPath(new URL('../../examples/products/pictures/', import.meta.url));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
});
await mkdir(pictures, { recursive: true });
const page = await browser.newPage({ viewport: { width: SIZE, height: SIZE } });
const products = productFeed.parse(JSON.parse(readFileSync(feed, 'utf8')));
for (const { picture, drawing } of products) {
  const draw = drawings[drawing.shape];
  if (draw === undefined) throw new Error(`${picture}: no drawing is called "${drawing.shape}"`);
  await page.setContent(
    `<body style="margin:0"><svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}" style="display:block">
      <rect width="${SIZE}" height="${SIZE}" fill="${drawing.ground}"/>${draw(drawing)}</svg></body>`,
  );
  await page.screenshot({ path: `${pictures}${picture}` });
}
await browser.close();
process.stdout.write(`${products.length} pictures drawn\n`);
