import { afterEach, expect, it } from 'vitest';
import { liquidRenderer } from '../../lambdas/adapters/liquid-renderer.ts';
import book from '../../lambdas/generated/campaigns.js';
import validators from '../../lambdas/generated/validators.js';
import type { Renderer } from '../../lambdas/ports/renderer.ts';
import { cloudClock } from '../../tools/cloud/clock.ts';
import { createEmbeddedCloud } from '../../tools/cloud/embedded-cloud.ts';
import { seededRandom } from '../../tools/cloud/seeded-random.ts';
import { anHttpRequest } from '../builders/http-request.ts';
import { asLogged, listenToLogs } from './support/listen-to-logs.ts';
import { addressOf, MARK, quotesIn, recordsOf } from './support/marked-people.ts';
import { quotingFaults } from './support/quoting-faults.ts';

const PEOPLE = 1_000;
const HOUR = 3_600_000;
const START = Date.UTC(2026, 5, 1, 9);

let stop = () => {};
afterEach(() => stop());

/** Every tenth mail cannot be rendered, half of those with an error that quotes what it was given. */
const fragileRenderer = (): Renderer => {
  const whole = liquidRenderer(book);
  let rendered = 0;
  return {
    render: (key, step, content) => {
      rendered += 1;
      if (rendered % 20 === 0) throw new TypeError(`cannot read ${JSON.stringify(content.customer)}`);
      const unrenderable = { ...step, email: { ...step.email, subject: '{{ customer.none }}' } };
      return rendered % 20 === 10
        ? whole.render(`${key}-none`, unrenderable, content)
        : whole.render(key, step, content);
    },
  };
};

it('1,000 people stand nowhere in logs, metrics, failure metadata and answers, whatever goes wrong', async () => {
  const logs = listenToLogs();
  stop = logs.stop;
  let healed = false;
  const faults = quotingFaults(7, (port, method, args) => {
    if (healed) return 0;
    // One person's profile can never be written: Lambda gives it up.
    if (port === 'enrich-events.profiles' && method === 'commit')
      return JSON.stringify(args, (_, value) => (typeof value === 'bigint' ? null : value)).includes(`${MARK}-77"`)
        ? 1
        : 0.05;
    if (port === 'collect.events') return 0.5;
    if (port === 'decide-sends.ledger' && method === 'plan') return 0.3;
    return 0.05;
  });
  const rejections: unknown[] = [];
  const cloud = await createEmbeddedCloud({
    clock: cloudClock(START),
    random: seededRandom(7),
    book,
    validators,
    stage: { mailsKept: 10_000 },
    wrap: faults.wrap,
    renderer: fragileRenderer(),
    onFunctionError: (name, error) => {
      rejections.push(error);
      logs.hear(name, error);
    },
  });
  logs.hearMetrics(cloud.metrics, cloud.clock.now);

  /** A rule's run that fails is only told of; the next minute brings the next. */
  const advanceTo = async (instant: number): Promise<void> => {
    while (cloud.clock.now() < instant) await cloud.advanceTo(instant).catch(() => undefined);
  };
  for (let person = 0; person < PEOPLE; person += 1) {
    if (person % 50 === 0) await advanceTo(START + person * 2_000);
    cloud.putRecords(recordsOf(person));
    const posted = { writeKey: 'kairos-dev', userId: addressOf(person), messageId: `${MARK}-posted-${person}` };
    if (person % 20 === 0)
      await cloud.collect(anHttpRequest({ path: '/v1/page', body: JSON.stringify(posted) })).catch(() => undefined);
  }
  cloud.stores.queues.feedback.send(`{"Type":"Notification","Message":"${addressOf(1)}`);
  cloud.stores.queues.feedback.send(JSON.stringify({ Message: JSON.stringify({ eventType: addressOf(1), mail: {} }) }));
  await advanceTo(START + 3 * HOUR);
  healed = true;
  await cloud.drain();

  const answers: string[] = [];
  for (const body of [
    `{"userId":"${addressOf(3)}"`,
    JSON.stringify({ writeKey: addressOf(3), userId: addressOf(3) }),
    JSON.stringify({ writeKey: 'kairos-dev', batch: [addressOf(3)] }),
    JSON.stringify({ writeKey: 'kairos-dev', [addressOf(3)]: 'x'.repeat(40_000), messageId: addressOf(3) }),
  ])
    for (const path of ['/v1/track', '/v1/batch', `/v1/${addressOf(3)}`])
      answers.push(JSON.stringify(await cloud.collect(anHttpRequest({ path, body }))));
  stop();

  const failed = [...cloud.stores.failed.objects].map(([key, body]) => [key, Buffer.from(body).toString()] as const);
  /** What is kept of a failure beside the record itself, which is there to be put back. */
  const metadata = failed.map(([key, body]) => {
    const { raw: _raw, payload: _payload, partitionKey: _key, ...rest } = JSON.parse(body);
    return `${key} ${JSON.stringify(rest)}`;
  });
  const leaks = [...logs.lines, ...metadata, ...answers].filter((text) => quotesIn(text) > 0);
  expect(leaks).toEqual([]);

  // Not because nothing was there to be quoted:
  expect(new Set(cloud.stores.mail.inbox().map(({ to }) => to)).size).toBeGreaterThan(PEOPLE * 0.8);
  expect(faults.thrown.filter((error) => quotesIn(asLogged(error)) > 0).length).toBeGreaterThan(100);
  expect(rejections.length).toBeGreaterThan(30);
  const reasons = new Set(failed.flatMap(([key]) => /^failed\/reason=(\w+)/.exec(key)?.[1] ?? []));
  expect([...reasons].sort()).toEqual(
    expect.arrayContaining([
      'forbidden_key',
      'invalid_envelope',
      'invalid_text',
      'not_json',
      'schema_violation',
      'too_deep',
    ]),
  );
  const givenUp = failed.filter(([key]) => key.startsWith('aws/lambda/'));
  expect(givenUp.length).toBeGreaterThan(0);
  expect(logs.lines.length).toBeGreaterThan(1_000);
}, 120_000);

it('finds a person however they are written', () => {
  for (const text of [addressOf(5), encodeURIComponent(addressOf(5)), addressOf(5).toUpperCase()])
    expect(quotesIn(text)).toBeGreaterThan(0);
  for (const before of ['', 'a', 'ab'])
    expect(quotesIn(Buffer.from(`${before}${addressOf(5)}`).toString('base64'))).toBeGreaterThan(0);
  expect(quotesIn('EventsFailed 5 zq 7x')).toBe(0);
});
