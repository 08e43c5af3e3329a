import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../lambdas/core/event/event.ts';
import { withShopLinks } from '../../../../lambdas/core/send/shop-links.ts';

const SHOP = 'https://shop.example';

describe('what an event says, as a mail may show it', () => {
  it.each<[string, JsonObject, JsonObject]>([
    ['keeps texts, numbers and lists', { a: 'b', n: 1, list: ['x', null] }, { a: 'b', n: 1, list: ['x', null] }],
    [
      'keeps links to the shop and to hosts below it',
      { url: 'https://shop.example/p/1?a=b', more: 'see http://www.shop.example and https://shop.example' },
      { url: 'https://shop.example/p/1?a=b', more: 'see http://www.shop.example and https://shop.example' },
    ],
    ['leaves out a link elsewhere', { url: 'https://evil.example/login', name: 'Mug' }, { name: 'Mug' }],
    ['leaves out a text that holds one', { name: 'Your account is locked: HTTPS://evil.example' }, {}],
    ['leaves out a host that only looks like the shop', { url: 'https://shop.example.evil.example/' }, {}],
    ['leaves out a host that only ends like the shop', { url: 'https://notshop.example/' }, {}],
    ['is not fooled by a name before the host', { url: 'https://shop.example@evil.example/' }, {}],
    ['leaves out what is no address at all', { url: 'https://[' }, {}],
    [
      'looks into lines and lists',
      { products: [{ name: 'Mug', url: 'http://evil.example' }, 'http://evil.example', 'fine'] },
      { products: [{ name: 'Mug' }, 'fine'] },
    ],
    [
      'leaves pictures where they are kept',
      { products: [{ image_url: 'https://cdn.example/mug.png' }], avatar: 'https://cdn.example/ada.png' },
      { products: [{ image_url: 'https://cdn.example/mug.png' }], avatar: 'https://cdn.example/ada.png' },
    ],
  ])('%s', (_case, said, shown) => expect(withShopLinks(said, SHOP)).toEqual(shown));
});
