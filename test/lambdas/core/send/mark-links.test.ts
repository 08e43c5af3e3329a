import { describe, expect, it } from 'vitest';
import { type LinkMarks, markLinks, markTextLinks } from '../../../../lambdas/core/send/mark-links.ts';

const marks: LinkMarks = {
  brand: {
    url: 'https://shop.example',
    linkParameters: { utm_source: 'kairos', utm_campaign: '{campaign}', utm_content: '{campaign} {step}' },
  },
  campaign: 'welcome',
  step: 'hello',
  ownLink: 'https://mail.shop.example/u/k1.secret?a=1&b=2',
};
const UTM = 'utm_source=kairos&amp;utm_campaign=welcome&amp;utm_content=welcome%20hello';

describe('a link in HTML', () => {
  it.each([
    ['to the shop', '<a href="https://shop.example/p">', `<a ses:tags="link:1;" href="https://shop.example/p?${UTM}">`],
    [
      'to a part of the shop',
      '<a href="https://www.shop.example/p">',
      `<a ses:tags="link:1;" href="https://www.shop.example/p?${UTM}">`,
    ],
    [
      'with parameters',
      '<a class="x" href="https://shop.example/p?a=1&amp;b=2" target="_blank">',
      `<a ses:tags="link:1;" class="x" href="https://shop.example/p?a=1&amp;b=2&amp;${UTM}" target="_blank">`,
    ],
    [
      'to a place on a page',
      '<a href="https://shop.example/p#reviews">',
      `<a ses:tags="link:1;" href="https://shop.example/p?${UTM}#reviews">`,
    ],
    [
      'with a parameter of its author’s',
      '<a href="https://shop.example/?utm_source=mine&amp;utm_content=x">',
      '<a ses:tags="link:1;" href="https://shop.example/?utm_source=mine&amp;utm_content=x&amp;utm_campaign=welcome">',
    ],
    [
      'to somebody else',
      '<a href="https://example.org/?x=1">',
      '<a ses:tags="link:1;" href="https://example.org/?x=1">',
    ],
    [
      'to a shop whose name only ends alike',
      '<a href="https://evilshop.example/">',
      '<a ses:tags="link:1;" href="https://evilshop.example/">',
    ],
    [
      'in single quotes, with more than one inside',
      `<a title='a > b' href='https://example.org/"x"'>`,
      `<a ses:tags="link:1;" title='a > b' href="https://example.org/&#34;x&#34;">`,
    ],
    [
      'with a dollar sign',
      '<a href="https://example.org/$&$1">',
      '<a ses:tags="link:1;" href="https://example.org/$&amp;$1">',
    ],
    [
      'that is the recipient’s own',
      '<a href="https://mail.shop.example/u/k1.secret?a=1&amp;b=2" target="_blank">',
      '<a ses:no-track href="https://mail.shop.example/u/k1.secret?a=1&amp;b=2" target="_blank">',
    ],
    ['to write a mail', '<a href="mailto:hello@shop.example">', '<a href="mailto:hello@shop.example">'],
    ['that goes nowhere', '<a href="#">', '<a href="#">'],
    ['without an address', '<a name="top">', '<a name="top">'],
    ['that nobody can read', '<a href="https://[broken">', '<a ses:tags="link:1;" href="https://[broken">'],
  ])('%s', (_case, html, marked) => {
    expect(markLinks(`<p>${html}x</a></p>`, marks)).toBe(`<p>${marked}x</a></p>`);
  });

  it('is numbered by its place, the recipient’s own left out', () => {
    const html = ['https://a.example', marks.ownLink, 'https://b.example', 'https://a.example']
      .map((url) => `<a href="${url}">x</a>`)
      .join('');
    expect(
      [...markLinks(html, { ...marks, ownLink: marks.ownLink ?? '' }).matchAll(/link:(\d+);/g)].map(([, n]) => n),
    ).toEqual(['1', '2', '3']);
  });

  it('gets no parameters where the brand has none', () => {
    expect(markLinks('<a href="https://shop.example/">', { ...marks, brand: { url: 'https://shop.example' } })).toBe(
      '<a ses:tags="link:1;" href="https://shop.example/">',
    );
  });
});

it('a link in plain text gets the parameters, but not the recipient’s own', () => {
  const text = `Look (https://shop.example/p), or leave: ${marks.ownLink}\nhttps://example.org/`;
  expect(markTextLinks(text, marks)).toBe(
    `Look (https://shop.example/p?${UTM.replaceAll('&amp;', '&')}), or leave: ${marks.ownLink}\nhttps://example.org/`,
  );
});
