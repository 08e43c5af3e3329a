import { expect, it } from 'vitest';
import { asDelivered, trackedLinks } from '../../../../tools/cloud/mailbox/tracked-links.ts';

const html = [
  '<a ses:tags="link:1;" href="https://a.example/?x=1&amp;y=2">a</a>',
  '<a ses:no-track href="https://mail.example/u/secret">own</a>',
  '<a href="mailto:x@a.example">write</a>',
  '<a class="b" ses:tags="link:2;kind:button;" href="https://b.example/" target="_blank">b</a>',
].join('');

it('SES tracks the links of the web that are not kept from it, with their tags', () => {
  expect(trackedLinks(html)).toEqual([
    { url: 'https://a.example/?x=1&y=2', tags: { link: ['1'] } },
    { url: 'https://b.example/', tags: { link: ['2'], kind: ['button'] } },
  ]);
});

it('a mail arrives with those leading to SES, and with nothing of SES’s own in it', () => {
  expect(asDelivered(html, (place) => `/L0/m/${place}`)).toBe(
    [
      '<a href="/L0/m/0">a</a>',
      '<a href="https://mail.example/u/secret">own</a>',
      '<a href="mailto:x@a.example">write</a>',
      '<a class="b" href="/L0/m/1" target="_blank">b</a>',
    ].join(''),
  );
});
