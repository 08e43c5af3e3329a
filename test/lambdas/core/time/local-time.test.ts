import { describe, expect, it } from 'vitest';
import {
  isZone,
  localDay,
  localMinute,
  nextLocalTime,
  nextShowing,
  offsetMs,
} from '../../../../lambdas/core/time/local-time.ts';

const at = (iso: string) => Date.parse(iso);
const iso = (instant: number | undefined) => (instant === undefined ? undefined : new Date(instant).toISOString());

describe('local time', () => {
  it.each([
    ['Europe/Berlin', true],
    ['America/Argentina/Buenos_Aires', true],
    ['Mars/Olympus_Mons', false],
    ['', false],
    ['<script>', false],
  ])('knows whether %j is a zone: %s', (zone, real) => {
    expect(isZone(zone)).toBe(real);
  });

  it.each([
    ['2026-01-13T23:30:00Z', 'Europe/Berlin', '2026-01-14'],
    ['2026-01-13T23:30:00Z', 'America/New_York', '2026-01-13'],
    ['2026-01-13T10:15:00Z', 'Pacific/Kiritimati', '2026-01-14'],
    ['2026-01-13T23:30:00Z', 'No/Where', undefined],
  ])('%s in %s is the day %s', (instant, zone, day) => {
    expect(localDay(at(instant), zone)).toBe(day);
  });

  it('knows offsets that are no whole hours, and both sides of summer time', () => {
    expect(offsetMs(at('2026-01-13T00:00:00Z'), 'Asia/Kathmandu')).toBe(345 * 60_000);
    expect(offsetMs(at('2026-01-13T00:00:00.750Z'), 'Europe/Berlin')).toBe(3_600_000);
    expect(offsetMs(at('2026-07-13T00:00:00Z'), 'Europe/Berlin')).toBe(7_200_000);
    expect(localMinute(at('2026-07-13T22:05:59Z'), 'Europe/Berlin')).toBe(5);
  });

  it.each([
    ['later today', '2026-01-13T06:00:00Z', '09:00', 'Europe/Berlin', '2026-01-13T08:00:00.000Z'],
    ['this very instant', '2026-01-13T08:00:00Z', '09:00', 'Europe/Berlin', '2026-01-13T08:00:00.000Z'],
    ['tomorrow', '2026-01-13T08:00:00.001Z', '09:00', 'Europe/Berlin', '2026-01-14T08:00:00.000Z'],
    ['across the date line', '2026-01-13T23:00:00Z', '00:30', 'Pacific/Auckland', '2026-01-14T11:30:00.000Z'],
    // Spring: 02:00 becomes 03:00 at 01:00Z.
    ['the first instant after the gap', '2026-03-28T12:00:00Z', '02:30', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
    ['the gap in the southern summer', '2026-10-03T00:00:00Z', '02:30', 'Australia/Sydney', '2026-10-03T16:00:00.000Z'],
    // Autumn: 03:00 becomes 02:00 at 01:00Z, so that 02:30 comes at 00:30Z and at 01:30Z.
    ['the first of two', '2026-10-24T12:00:00Z', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
    ['not the second of two', '2026-10-25T00:45:00Z', '02:30', 'Europe/Berlin', '2026-10-26T01:30:00.000Z'],
    // Lord Howe Island moves its clocks by half an hour.
    ['a gap of half an hour', '2026-10-03T00:00:00Z', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z'],
  ])('finds the next showing of a time: %s', (_case, after, time, zone, expected) => {
    expect(iso(nextLocalTime(at(after), time, zone))).toBe(expected);
  });

  it('takes the second showing for the end of something under way', () => {
    expect(iso(nextShowing(at('2026-10-25T00:45:00Z'), '02:30', 'Europe/Berlin'))).toBe('2026-10-25T01:30:00.000Z');
  });

  it.each([['24:00'], ['9:00'], ['noon'], ['']])('has no next %j', (time) => {
    expect(nextLocalTime(at('2026-01-13T06:00:00Z'), time, 'Europe/Berlin')).toBeUndefined();
  });

  it('has no next time in a zone that is none, or beyond the end of dates', () => {
    expect(nextLocalTime(at('2026-01-13T06:00:00Z'), '09:00', 'No/Where')).toBeUndefined();
    expect(nextLocalTime(9e15, '09:00', 'Europe/Berlin')).toBeUndefined();
  });
});
