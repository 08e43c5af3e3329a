import { describe, expect, it } from 'vitest';
import { quietUntil } from '../../../../lambdas/core/campaign/quiet-hours.ts';
import { zoneOf } from '../../../../lambdas/core/campaign/zone.ts';
import { aBrand } from '../../../builders/mail-content.ts';
import { aProfile } from '../../../builders/profile.ts';

const HOUR_MS = 3_600_000;
const night = { from: '21:00', to: '08:00', exceptActiveWithinMs: 2 * HOUR_MS };
const siesta = { from: '13:00', to: '15:00', exceptActiveWithinMs: 0 };

describe('quiet hours', () => {
  it.each([
    ['by day', night, '2026-01-13T12:00:00Z', 'Europe/London', undefined],
    ['as they begin', night, '2026-01-13T21:00:00Z', 'Europe/London', '2026-01-14T08:00:00.000Z'],
    ['before midnight', night, '2026-01-13T23:59:00Z', 'Europe/London', '2026-01-14T08:00:00.000Z'],
    ['after midnight', night, '2026-01-14T03:00:00Z', 'Europe/London', '2026-01-14T08:00:00.000Z'],
    ['as they end', night, '2026-01-14T08:00:00Z', 'Europe/London', undefined],
    ['in the recipient’s night', night, '2026-01-13T12:00:00Z', 'Asia/Tokyo', '2026-01-13T23:00:00.000Z'],
    ['over midday', siesta, '2026-01-13T12:30:00Z', 'Europe/Madrid', '2026-01-13T14:00:00.000Z'],
    ['when the clock goes forward', night, '2026-03-29T00:30:00Z', 'Europe/Berlin', '2026-03-29T06:00:00.000Z'],
    ['when the clock goes back', night, '2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25T07:00:00.000Z'],
    [
      'that end in the hour that comes twice',
      { ...night, to: '02:30' },
      '2026-10-25T00:45:00Z',
      'Europe/Berlin',
      undefined,
    ],
    [
      'that end in the hour that never comes',
      { ...night, to: '02:30' },
      '2026-03-29T00:45:00Z',
      'Europe/Berlin',
      '2026-03-29T01:00:00.000Z',
    ],
    ['that are none', { ...night, to: '21:00' }, '2026-01-13T23:00:00Z', 'Europe/London', undefined],
    ['of a brand without any', undefined, '2026-01-13T23:00:00Z', 'Europe/London', undefined],
  ])('%s', (_case, hours, now, zone, until) => {
    const held = quietUntil(hours, zone, Date.parse(now), 0);
    expect(held === undefined ? undefined : new Date(held).toISOString()).toBe(until);
  });

  it('do not keep somebody waiting who has just shopped', () => {
    const now = Date.parse('2026-01-13T23:00:00Z');
    expect(quietUntil(night, 'Europe/London', now, now - 2 * HOUR_MS + 1)).toBeUndefined();
    expect(quietUntil(night, 'Europe/London', now, now - 2 * HOUR_MS)).toBeDefined();
  });
});

describe('the recipient’s zone', () => {
  it.each([
    ['the profile’s own', { timezone: 'Asia/Tokyo' }, 'Europe/Paris', { zone: 'Asia/Tokyo', from: 'profile' }],
    [
      'their country’s, where it has only one',
      { country: 'JP' },
      'Europe/Paris',
      { zone: 'Asia/Tokyo', from: 'country' },
    ],
    [
      'the brand’s, where their country has many',
      { country: 'US' },
      'Europe/Paris',
      { zone: 'Europe/Paris', from: 'brand' },
    ],
    ['the brand’s, where it has none', {}, 'Europe/Paris', { zone: 'Europe/Paris', from: 'brand' }],
    [
      'the brand’s, where its own is none',
      { timezone: 'Foo/Bar' },
      'Europe/Paris',
      { zone: 'Europe/Paris', from: 'brand' },
    ],
    ['the brand’s, where its own is no text', { timezone: 3 }, 'Europe/Paris', { zone: 'Europe/Paris', from: 'brand' }],
    ['UTC, where the brand’s is none either', {}, 'Foo/Bar', { zone: 'UTC', from: 'utc' }],
  ])('is %s', (_case, traits: Record<string, string | number>, zone, expected) => {
    expect(zoneOf(aProfile({ traits }), aBrand({ zone }))).toEqual(expected);
  });
});
