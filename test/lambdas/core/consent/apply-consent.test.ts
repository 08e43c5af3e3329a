import { describe, expect, it } from 'vitest';
import {
  applyConsent,
  applySuppression,
  hasConsent,
  initialConsent,
} from '../../../../lambdas/core/consent/apply-consent.ts';
import type { Consent } from '../../../../lambdas/core/consent/consent.ts';
import { addressHash } from '../../../../lambdas/core/identity/identity.ts';

const nobody = initialConsent(addressHash('ada@example.com'));
const say = (subscribed: boolean, at: number, topic = 'promotions') => ({ topic, subscribed, at, by: `web:${at}` });
const after = (consent: Consent, ...changes: ReturnType<typeof say>[]): Consent =>
  applyConsent(consent, changes) ?? consent;

describe('consent', () => {
  it.each([
    { given: [say(true, 1)], consents: true },
    { given: [say(true, 1), say(false, 2)], consents: false },
    { given: [say(false, 2), say(true, 1)], consents: false },
    { given: [say(true, 1), say(false, 1.5), say(true, 2)], consents: true },
    { given: [say(true, 1, 'news')], consents: false },
    { given: [], consents: false },
  ])('after $given is $consents', ({ given, consents }) => {
    expect(hasConsent(after(nobody, ...given), 'promotions')).toBe(consents);
    expect(
      hasConsent(
        given.reduce((consent, change) => after(consent, change), nobody),
        'promotions',
      ),
    ).toBe(consents);
  });

  it('is not given by what every object has', () => {
    expect(hasConsent(nobody, 'constructor')).toBe(false);
  });

  it('does not change, nor its version, when the same is said again', () => {
    expect(applyConsent(after(nobody, say(true, 1)), [say(true, 1)])).toBeUndefined();
  });

  it('remembers its latest twenty changes', () => {
    const changes = Array.from({ length: 30 }, (_, at) => say(at % 2 === 0, at));
    expect(after(nobody, ...changes).history.map(({ at }) => at)).toEqual(changes.slice(10).map(({ at }) => at));
  });
});

describe('a suppression', () => {
  const bounced = applySuppression(nobody, 'bounced', 5) ?? nobody;

  it('is lifted by a newer yes only', () => {
    expect(after(bounced, say(true, 4)).suppression).toBeDefined();
    expect(after(bounced, say(true, 6)).suppression).toBeUndefined();
  });

  it('does not come back with an older bounce that arrives late', () => {
    expect(applySuppression(after(bounced, say(true, 6)), 'bounced', 5)).toBeUndefined();
  });

  it('never falls back from a complaint to a bounce', () => {
    const complained = applySuppression(bounced, 'complained', 4);
    expect(complained?.suppression).toEqual({ reason: 'complained', at: 5 });
    expect(applySuppression(complained ?? nobody, 'bounced', 9)?.suppression).toEqual({ reason: 'complained', at: 9 });
  });

  it('is written once', () => {
    expect(applySuppression(bounced, 'bounced', 5)).toBeUndefined();
  });
});
