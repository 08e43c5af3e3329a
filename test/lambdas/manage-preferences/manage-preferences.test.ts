import { beforeEach, describe, expect, it } from 'vitest';
import { memoryEventStream } from '../../../lambdas/adapters/memory/event-stream.ts';
import { consentFrom } from '../../../lambdas/core/consent/consent-from.ts';
import { addressHash } from '../../../lambdas/core/identity/identity.ts';
import { TOKEN_LIFE_MS } from '../../../lambdas/core/preference/token.ts';
import { decodeRecord } from '../../../lambdas/decode/decode-record.ts';
import { commitConsents } from '../../../lambdas/enrich-events/commit-consents.ts';
import validators from '../../../lambdas/generated/validators.js';
import { anHttpRequest } from '../../builders/http-request.ts';
import { OTHER_SECRET, SECRET } from '../../builders/preference.ts';
import { aPreferencesWorld, FORM_LABEL, headerOf, ONE_CLICK } from '../../builders/preferences-world.ts';
import { aProfile, NOON } from '../../builders/profile.ts';

let world: Awaited<ReturnType<typeof aPreferencesWorld>>;
beforeEach(async () => {
  world = await aPreferencesWorld();
  world.agree();
});

describe('somebody who opens the link of a mail', () => {
  it('sees each topic with its present state', async () => {
    const { statusCode, body } = await world.look();
    expect(statusCode).toBe(200);
    expect(body).toMatch(/value="promotions" checked>/);
    expect(body).toMatch(/value="news">/);
    expect(body).toContain('New things &amp; offers');
  });

  it.each(['GET', 'HEAD'])('changes nothing by %s, however often', async (method) => {
    const before = world.consent();
    for (let times = 0; times < 3; times += 1) await world.look(undefined, method);
    expect(world.consent()).toBe(before);
    expect(world.events.records).toEqual([]);
  });

  it('gets no body for HEAD, and no other method through', async () => {
    expect(await world.look(undefined, 'HEAD')).toMatchObject({ statusCode: 200, body: '' });
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE']) {
      const answer = await world.look(undefined, method);
      expect(answer.statusCode).toBe(405);
      expect(headerOf(answer, 'allow')).toBe('GET, HEAD, POST');
    }
    expect(world.isOn('promotions')).toBe(true);
  });

  it('gets a page that is kept nowhere, found nowhere, framed nowhere, runs nothing and tells nobody the link', async () => {
    const answer = await world.look();
    expect(headerOf(answer, 'cache-control')).toBe('no-store');
    expect(headerOf(answer, 'x-robots-tag')).toContain('noindex');
    expect(headerOf(answer, 'referrer-policy')).toBe('no-referrer');
    const policy = headerOf(answer, 'content-security-policy');
    for (const rule of ["default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"])
      expect(policy).toContain(rule);
    expect(policy).not.toContain('unsafe');
    expect(answer.body).not.toMatch(/<script|<img|ada@example/);
    expect(headerOf(answer, 'set-cookie')).toBe('');
  });

  it('sees nothing ticked, and why, where mails came back', async () => {
    world.agree({ suppression: { reason: 'bounced', at: NOON } });
    const { body } = await world.look();
    expect(body).not.toContain(' checked');
    expect(body).toContain('came back');
  });

  it('sees a topic that the brand has dropped since', async () => {
    const { body } = await world.look(await world.tokenOf({ topic: 'old-topic' }));
    expect(body).toContain('value="old-topic"');
  });

  it('reads texts of the brand as text', async () => {
    const hostile = await aPreferencesWorld({
      brand: {
        ...{ sender: { name: 'x', address: 'x@y.example' }, caps: { perDay: 3 }, currency: 'GBP', locale: 'en' },
        ...{ name: '<img src=x>', url: 'javascript:alert(1)', unsubscribeAddress: '"><b>@x.example' },
        ...{ postalAddress: '</footer><script>', zone: 'UTC', colours: { primary: '#000000', background: '#ffffff' } },
        topics: [{ id: 'promotions', title: '"><script>alert(1)</script>' }],
      },
    });
    for (const token of [undefined, 'bad']) {
      const { body } = await hostile.look(token);
      expect(body).not.toMatch(/<script|<img|<b>|javascript:/);
    }
  });
});

describe('the mail program’s button', () => {
  const boundary = 'x-boundary';
  const multipart = `--${boundary}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--${boundary}--\r\n`;

  it.each([
    ['a form', ONE_CLICK, FORM_LABEL],
    ['a form as bytes', Buffer.from(ONE_CLICK), FORM_LABEL],
    ['a form with a charset', ONE_CLICK, { 'content-type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' }],
    ['a form without a label', ONE_CLICK, {}],
    ['a multipart form', multipart, { 'content-type': `multipart/form-data; boundary=${boundary}` }],
    ['a multipart form, quoted', multipart, { 'content-type': `multipart/form-data; boundary="${boundary}"` }],
  ])('unsubscribes from the mail’s topic at once: %s', async (_kind, body, headers) => {
    const { statusCode } = await world.post(body, { headers });
    expect(statusCode).toBe(200);
    expect(world.isOn('promotions')).toBe(false);
    expect(world.isOn('news')).toBeUndefined();
    expect(world.consent()?.history.at(-1)).toMatchObject({
      ...{ topic: 'promotions', subscribed: false },
      by: expect.stringMatching(/^preferences:one-click\./),
    });
  });

  it('puts the event on the stream, which the event path reads and finds known', async () => {
    await world.post(ONE_CLICK);
    const standing = world.consent();
    const [record, ...others] = world.events.records;
    expect(others).toEqual([]);
    expect(record?.partitionKey).toBe(world.ada.userIds[0]);
    const position = { shard: 's', sequence: '1', subSequence: 0 };
    const { events, failures } = decodeRecord(
      { position, partitionKey: 'ada', arrivedAt: world.clock.now(), data: record?.data ?? new Uint8Array() },
      validators,
    );
    expect(failures).toEqual([]);
    expect(events[0]?.event).toMatchObject({
      ...{ type: 'track', event: 'Unsubscribed', source: 'preferences', at: standing?.topics.promotions?.at },
      properties: { topic: 'promotions', source: 'one-click', email: 'ada@example.com' },
    });
    const changes = events.flatMap(({ event }) => consentFrom(world.ada, event).changes);
    expect(changes).toHaveLength(1);
    await commitConsents(world, changes);
    expect(world.consent()).toEqual(standing);
  });

  it('pressed twice, changes once, and repeats the very same event', async () => {
    await world.post(ONE_CLICK);
    const version = world.consent()?.version;
    world.at(world.clock.now() + 60_000);
    await world.post(ONE_CLICK);
    expect(world.consent()?.version).toBe(version);
    const [first, second] = world.told();
    expect(second).toMatchObject({ messageId: first.messageId, timestamp: first.timestamp });
    world.at(world.clock.now() + 25 * 3_600_000);
    await world.post(ONE_CLICK);
    expect(world.told()).toHaveLength(2);
  });

  it('works for somebody of whom nothing was known, so that an older yes does not win later', async () => {
    world.consents.consents.clear();
    expect((await world.post(ONE_CLICK)).statusCode).toBe(200);
    expect(world.consent()).toMatchObject({ version: 1, topics: { promotions: { subscribed: false } } });
  });

  it('wins over everything else in the form', async () => {
    await world.post(`topic=promotions&topic=news&action=save&${ONE_CLICK}`);
    expect([world.isOn('promotions'), world.isOn('news')]).toEqual([false, undefined]);
  });

  it('leaves other addresses alone', async () => {
    await world.post(ONE_CLICK, { token: await world.tokenOf({ address: addressHash('bo@example.com') }) });
    expect(world.isOn('promotions')).toBe(true);
  });
});

describe('the page’s own form', () => {
  it('sets each topic as ticked', async () => {
    const { statusCode, body } = await world.post('topic=news&was=promotions&action=save');
    expect(statusCode).toBe(200);
    expect([world.isOn('promotions'), world.isOn('news')]).toEqual([false, true]);
    expect(body).toContain('Your choice is saved.');
    expect(body).toMatch(/value="news" checked>/);
    expect(world.told().map(({ event, properties }) => [event, properties.topic, properties.source])).toEqual([
      ['Unsubscribed', 'promotions', 'page'],
      ['Subscribed', 'news', 'page'],
    ]);
  });

  it('unsubscribes from everything, from topics that the brand does not have as well', async () => {
    const yes = { subscribed: true, at: NOON - 1, by: 'web:1' };
    world.agree({ topics: { promotions: yes, 'older-topic': yes } });
    await world.post('action=leave-all&topic=promotions');
    expect(Object.values(world.consent()?.topics ?? {}).filter(({ subscribed }) => subscribed)).toEqual([]);
  });

  it('offers no topic that the brand does not have', async () => {
    await world.post('topic=admin&topic=__proto__&topic=promotions&was=promotions&action=save');
    expect(Object.keys(world.consent()?.topics ?? {})).toEqual(['promotions']);
  });
});

describe('a link that opens nothing', () => {
  it('is told apart from no other: forged, swapped, cut, too old, of a key that is gone', async () => {
    const good = await world.tokenOf();
    const eve = await world.tokenOf({ address: addressHash('eve@example.com') });
    const swapped = [...good.split('.').slice(0, 2), ...eve.split('.').slice(2)].join('.');
    world.keys.replace({ current: 'k0', k0: OTHER_SECRET });
    const retired = await world.tokenOf();
    world.keys.replace({ current: 'k1', k1: SECRET });
    const bad = [good.slice(0, -1), `${good}0`, swapped, retired, 'x', '', '%00', '..', 'a'.repeat(5_000)];
    const old = await world.tokenOf({ issuedAt: world.clock.now() - TOKEN_LIFE_MS - 1 });
    const answers = await Promise.all(
      [...bad, old].flatMap((token) => [
        world.look(token),
        world.handle(anHttpRequest({ path: `/u/${token}`, body: ONE_CLICK, headers: FORM_LABEL })),
      ]),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]?.statusCode).toBe(404);
    expect(answers[0]?.body).toMatch(/What to do:.*unsubscribe@marram-rye\.example/s);
    expect(world.isOn('promotions')).toBe(true);
    expect(world.events.records).toEqual([]);
    expect(world.metrics.total('PreferencesRefused')).toBe(answers.length);
  });

  it('opens again under an old key that is not retired yet', async () => {
    const token = await world.tokenOf();
    world.keys.replace({ current: 'k2', k1: SECRET, k2: OTHER_SECRET });
    expect((await world.look(token)).statusCode).toBe(200);
  });
});

describe('a form that is none of ours', () => {
  it.each([
    ['empty', '', FORM_LABEL, 400],
    ['something else', 'List-Unsubscribe=Two-Clicks', FORM_LABEL, 400],
    ['another case', 'list-unsubscribe=one-click', FORM_LABEL, 400],
    ['JSON', '{"List-Unsubscribe":"One-Click"}', { 'content-type': 'application/json' }, 400],
    ['multipart without a boundary', ONE_CLICK, { 'content-type': 'multipart/form-data' }, 400],
    ['too long', `${ONE_CLICK}&x=${'x'.repeat(9_000)}`, FORM_LABEL, 413],
    ['many parts', '--b\r\n'.repeat(1_600), { 'content-type': 'multipart/form-data; boundary=b' }, 400],
  ])('changes nothing: %s', async (_kind, body, headers, status) => {
    expect((await world.post(body, { headers })).statusCode).toBe(status);
    expect(world.isOn('promotions')).toBe(true);
  });
});

describe('when something is away', () => {
  it('success is only said once CONSENT has it', async () => {
    const broken = await aPreferencesWorld({
      ports: { consents: { load: async () => new Map(), commit: () => Promise.reject(new Error('away')) } },
    });
    const answer = await broken.post(ONE_CLICK);
    expect(answer.statusCode).toBe(503);
    expect(headerOf(answer, 'retry-after')).toBe('5');
    expect(answer.body).toContain('doing it twice does no harm');
    expect(broken.events.records).toEqual([]);
  });

  it('a conflict is written anew upon what is there then', async () => {
    let conflicts = 0;
    const racing = await aPreferencesWorld({
      ports: {
        consents: {
          load: (addresses) => world.consents.load(addresses),
          commit: async (consent) => {
            conflicts += 1;
            if (conflicts === 1) world.agree({ version: 2, zone: 'Europe/London' });
            return world.consents.commit(consent);
          },
        },
      },
    });
    expect((await racing.post(ONE_CLICK)).statusCode).toBe(200);
    expect(world.consent()).toMatchObject({
      version: 3,
      zone: 'Europe/London',
      topics: { promotions: { subscribed: false } },
    });
  });

  it('the stream: the wish is in force, its event kept for redrive under one key, and success is said', async () => {
    const away = await aPreferencesWorld({ ports: { events: memoryEventStream({ refuse: () => true }) } });
    away.agree();
    for (let times = 0; times < 2; times += 1) expect((await away.post(ONE_CLICK)).statusCode).toBe(200);
    expect(away.isOn('promotions')).toBe(false);
    const keys = [...away.failed.objects.keys()];
    expect(keys).toEqual([
      expect.stringMatching(/^failed\/reason=attempts_exhausted\/dt=\d{4}-\d\d-\d\d\/preferences-/),
    ]);
    expect(keys[0]).not.toContain('ada');
    expect(away.metrics.total('PreferencesUntold')).toBe(2);
  });

  it('stream and bucket: the wish is in force, and its event goes out with the next request', async () => {
    const refusing = { isAway: true };
    const events = memoryEventStream({ refuse: () => refusing.isAway });
    const away = await aPreferencesWorld({
      ports: { events, failedEvents: { put: () => Promise.reject(new Error('away')) } },
    });
    away.agree();
    expect((await away.post(ONE_CLICK)).statusCode).toBe(200);
    expect(away.isOn('promotions')).toBe(false);
    expect(away.metrics.total('PreferencesUntold')).toBe(1);
    refusing.isAway = false;
    await away.post(ONE_CLICK);
    expect(events.records).toHaveLength(1);
  });

  it('the keys: nobody is told that a good link is bad', async () => {
    const away = await aPreferencesWorld({ ports: { keys: { ring: () => Promise.reject(new Error('away')) } } });
    expect((await away.look()).statusCode).toBe(503);
  });
});

describe('an event names', () => {
  it('nobody who was erased: the address alone keeps the wish', async () => {
    const { id } = world.ada;
    const tombstone = { kind: 'tombstone' as const, version: 2, seen: [], chunks: [] };
    await world.profiles.commit([{ kind: 'state', id, expected: 1, state: tombstone }]);
    expect((await world.post(ONE_CLICK)).statusCode).toBe(200);
    expect(world.isOn('promotions')).toBe(false);
    expect(world.events.records).toEqual([]);
    expect(world.metrics.total('PreferencesUntold')).toBe(0);
  });

  it('nobody else’s address: where the profile has another one now, CONSENT alone has the change', async () => {
    const moved = aProfile({ traits: { email: 'new@example.com' } });
    const state = { kind: 'profile' as const, version: 2, profile: moved, seen: [], chunks: [], applied: [] };
    await world.profiles.commit([{ kind: 'state', id: world.ada.id, expected: 1, state }]);
    await world.post(ONE_CLICK);
    expect(world.isOn('promotions')).toBe(false);
    expect(world.events.records).toEqual([]);
  });
});
