import { describe, expect, it } from 'vitest';
import { type FeedRow, readFeed } from '../../../tools/catalogue/read-feed.ts';

const rowsOf = async (text: string, name = 'feed.csv', pictures?: string): Promise<readonly FeedRow[]> => {
  const source = {
    name,
    open: async function* () {
      yield Buffer.from(text, 'latin1');
    },
  };
  const rows: FeedRow[] = [];
  for await (const row of readFeed(source, { currency: 'GBP', ...(pictures !== undefined && { pictures }) }))
    rows.push(row);
  return rows;
};
const shown = (rows: readonly FeedRow[]) =>
  rows.map((row) => ('fault' in row ? [row.line, row.fault] : [row.line, row.product.id]));

describe('a product feed', () => {
  it('is CSV with a header line, its columns in any order, its quotes as RFC 4180 has them', async () => {
    const rows = await rowsOf('\u00ef\u00bb\u00bfprice,id,name,stock,brand\r\n14.5,MR-1,"Mug, ""sea"" green",3,\r\n');
    expect(rows).toEqual([
      { line: 2, product: { id: 'MR-1', name: 'Mug, "sea" green', price: 145_000, stock: 3, origin: 'feed' } },
    ]);
  });

  it('may use the names of Google’s specification: the sale price counts, out of stock is none', async () => {
    const rows = await rowsOf(
      'id,title,link,image_link,price,sale_price,availability,product_type\n7,Lamp,https://s.example/7,https://s.example/7.png,89.00 GBP,75.00 GBP,out_of_stock,Light\n',
    );
    expect(rows[0]).toMatchObject({
      product: {
        id: '7',
        name: 'Lamp',
        price: 750_000,
        stock: 0,
        category: 'Light',
        imageUrl: 'https://s.example/7.png',
      },
    });
  });

  it('is a JSON list too, with pictures by file name', async () => {
    const entries = [{ id: 1, name: 'Mug', price: 14.5, picture: 'mug one.png' }, 7, { id: 2 }];
    const rows = await rowsOf(JSON.stringify(entries), 'feed.json', 'https://s.example/pictures');
    expect(rows[0]).toMatchObject({ product: { id: '1', imageUrl: 'https://s.example/pictures/mug%20one.png' } });
    expect(shown(rows.slice(1))).toEqual([
      [2, 'not_an_object'],
      [3, 'no_name'],
    ]);
  });

  it.each([
    [',Mug,1,', 'no_id'],
    ['1,,1,', 'no_name'],
    ['1,Mug,,', 'no_price'],
    ['1,Mug,free,', 'bad_price'],
    ['1,Mug,-1,', 'bad_price'],
    ['1,Mug,1e400,', 'bad_price'],
    ['1,Mug,99999999999999999,', 'bad_price'],
    ['1,Mug,"1,50",', 'bad_price'],
    ['1,Mug,1.50 EUR,', 'another_currency'],
    ['1,Mug,1,javascript:alert(1)', 'bad_address'],
    ['1,Mug', 'wrong_number_of_columns'],
    ['1,"Mug,1,', 'broken_quotes'],
    ['1,M\u00fcg,1,', 'not_utf8'],
  ])('sets the row %s aside as %s, and goes on', async (row, fault) => {
    expect(shown(await rowsOf(`id,name,price,url\n${row}\n2,Lamp,2,\n`))).toEqual([
      [2, fault],
      [3, '2'],
    ]);
  });

  it('says of what it sets aside which product it is about, where it can', async () => {
    const rows = await rowsOf('id,name,price\nMR-1,Mug,free\n,Lamp,2\nMR-2,Vase\n');
    expect(rows).toEqual([
      { line: 2, id: 'MR-1', fault: 'bad_price' },
      { line: 3, fault: 'no_id' },
      { line: 4, fault: 'wrong_number_of_columns' },
    ]);
  });

  it('takes an id once', async () => {
    expect(shown(await rowsOf('id,name,price\n1,Mug,1\n1,Lamp,2\n'))).toEqual([
      [2, '1'],
      [3, 'same_id_twice'],
    ]);
  });

  it.each([
    ['nothing', '', 'feed.csv', /empty/],
    ['no header', 'mug,14.50\n', 'feed.csv', /names no columns/],
    ['broken JSON', '[{', 'feed.json', /no JSON/],
    ['JSON that is no list', '{}', 'feed.json', /no list/],
  ])('is refused where it holds %s', async (_case, text, name, message) => {
    await expect(rowsOf(text, name)).rejects.toThrow(message);
  });
});
