import { describe, expect, it } from 'vitest';
import { enrichEvent } from '../../../../lambdas/core/enrichment/enrich-event.ts';
import { anIdentify, aTrack } from '../../../builders/event.ts';

const enrichers = {
  readUserAgent: () => ({ isBot: false, device: { kind: 'phone' as const, os: 'iOS', browser: 'Mobile Safari' } }),
  countryOf: () => 'DE',
};

describe('an enriched event', () => {
  it('has what was found, and nothing of what it was found from', () => {
    const context = {
      locale: 'de',
      ip: '203.0.113.0',
      userAgent: 'x',
      pageUrl: 'https://a.example/?utm_source=s',
      referrer: 'https://b.example/',
    };
    const event = enrichEvent(aTrack('Product Viewed', { context }), enrichers);
    expect(JSON.parse(JSON.stringify(event.context))).toEqual({
      locale: 'de',
      campaign: { source: 's' },
      country: 'DE',
      device: { kind: 'phone', os: 'iOS', browser: 'Mobile Safari' },
    });
  });

  it('is the same where there is nothing to be found out', () => {
    const event = anIdentify({ context: { locale: 'de' } });
    expect(enrichEvent(event, enrichers)).toBe(event);
  });

  it('has lost its address also where nothing is known of the world', () => {
    expect(JSON.stringify(enrichEvent(anIdentify({ context: { ip: '203.0.113.9' } }), {}))).not.toContain('203.0');
  });
});
