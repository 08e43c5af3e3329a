import { describe, expect, it } from 'vitest';
import { browserOf, type ContextStamp, stampContext } from '../../../lambdas/collect/stamp-context.ts';
import { anHttpRequest } from '../../builders/http-request.ts';

const browser = { ip: '203.0.113.77', userAgent: 'Mozilla' };
const stamped = (context: unknown, more: Partial<ContextStamp> = {}) =>
  stampContext({ context } as never, { addresses: 'truncated', countryOf: () => 'DE', ...more }).context;

describe('what the collector says of a sender', () => {
  it.each<[string, unknown, Partial<ContextStamp>, unknown]>([
    [
      'a browser’s country, network and user agent',
      undefined,
      { browser },
      { ip: '203.0.113.0', userAgent: 'Mozilla', location: { country: 'DE' } },
    ],
    [
      'a browser’s country alone, by stage data',
      {},
      { browser, addresses: 'dropped' },
      { userAgent: 'Mozilla', location: { country: 'DE' } },
    ],
    [
      'what the event says itself',
      { ip: '198.51.100.9', userAgent: 'Own', location: { country: 'FR', city: 'Paris' } },
      { browser },
      { ip: '198.51.100.0', userAgent: 'Own', location: { country: 'FR', city: 'Paris' } },
    ],
    ['nothing of a back end, whose address is not the customer’s', { locale: 'de' }, {}, { locale: 'de' }],
    [
      'the customer’s country where a back end passes their address on',
      { ip: '198.51.100.9' },
      {},
      { ip: '198.51.100.0', location: { country: 'DE' } },
    ],
    ['nothing of an address that is none', { ip: 'secret' }, { browser }, { userAgent: 'Mozilla' }],
    ['nothing in a context that is broken: it is judged behind the stream', 'x', { browser }, 'x'],
  ])('is %s', (_, context, stamp, expected) => expect(stamped(context, stamp)).toEqual(expected));

  it.each([
    [{ origin: 'https://shop.example' }, false, true],
    [{}, true, true],
    [{}, false, false],
  ])('a request with %j, a pixel: %s, is a browser’s: %s', (headers, isPixel, expected) =>
    expect(
      browserOf(anHttpRequest({ path: '/v1/t', headers: headers as Record<string, string> }), isPixel) !== undefined,
    ).toBe(expected),
  );
});
