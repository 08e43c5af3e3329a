import { describe, expect, it } from 'vitest';
import { MAIL_EVENTS } from '../../../../lambdas/core/event/mail-events.ts';
import { evolve } from '../../../../lambdas/core/profile/evolve.ts';
import { aTrack } from '../../../builders/event.ts';
import { aProfile, NOON } from '../../../builders/profile.ts';

const HOUR_MS = 3_600_000;
const before = aProfile({ did: { page: NOON } });
const after = (event: string, properties = {}) => evolve(before, aTrack(event, { at: NOON + 9 * HOUR_MS, properties }));

describe('what became of a mail', () => {
  it.each(MAIL_EVENTS)('%s is a fact of the profile, and no sign that its person was here', (name) => {
    const { counters, ...rest } = after(name);
    expect(counters[name]).toEqual({ count: 1, firstAt: NOON + 9 * HOUR_MS, lastAt: NOON + 9 * HOUR_MS });
    expect(rest).toEqual({ ...before, counters: undefined, ...rest, lastSeenAt: NOON, sessions: before.sessions });
    expect(rest.late).toBe(0);
  });

  it.each(['Email Opened', 'Email Link Clicked'])('%s by a machine changes nothing', (name) => {
    expect(after(name, { machine: true })).toEqual(before);
  });

  it('does not make what its person does later look late', () => {
    const opened = after('Email Opened');
    const view = aTrack('Product Viewed', { at: NOON + HOUR_MS, properties: { product_id: 'p-1' } });
    expect(evolve(opened, view)).toMatchObject({ late: 0, lastSeenAt: NOON + HOUR_MS });
  });
});
