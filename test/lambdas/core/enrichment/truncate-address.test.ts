import { describe, expect, it } from 'vitest';
import { truncateAddress } from '../../../../lambdas/core/enrichment/truncate-address.ts';

describe('an address', () => {
  it.each([
    ['203.0.113.77', '203.0.113.0'],
    ['255.255.255.255', '255.255.255.0'],
    ['::ffff:203.0.113.77', '203.0.113.0'],
    ['2001:db8:1234:5678:9abc:def0:1234:5678', '2001:db8:1234::'],
    ['2001:0DB8:0001::1', '2001:db8:1::'],
    ['::1', '0:0:0::'],
    ['2001:db8::', '2001:db8:0::'],
  ])('%s is cut to its network %s', (address, network) => expect(truncateAddress(address)).toBe(network));

  it.each([
    '',
    'x',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    '1.2.3.4 ',
    '1:2:3',
    '1::2::3',
    ':::',
    '1:2:3:4:5:6:7:8:9',
    'g::1',
    '12345::',
  ])('%j is none: nothing of it is kept', (text) => expect(truncateAddress(text)).toBeUndefined());
});
