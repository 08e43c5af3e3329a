import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import book from '../../../lambdas/generated/campaigns.js';
import validators from '../../../lambdas/generated/validators.js';
import { cloudClock } from '../../../tools/cloud/clock.ts';
import { createEmbeddedCloud, type EmbeddedCloud } from '../../../tools/cloud/embedded-cloud.ts';
import { startApiFront } from '../../../tools/cloud/fronts/api.ts';
import type { Front } from '../../../tools/cloud/fronts/listen.ts';
import { seededRandom } from '../../../tools/cloud/seeded-random.ts';
import { demoAt } from '../../../tools/demo/demo-api.ts';
import {
  describeDetail,
  describeList,
  describePreviews,
  describeReport,
} from '../../../tools/failed/describe-failed.ts';
import { demoAccess, type FailedAccess } from '../../../tools/failed/failed-access.ts';
import type { FailedQuery } from '../../../tools/failed/failed-views.ts';
import { safeText, showBytes } from '../../../tools/failed/safe-text.ts';

const ESCAPE = '\u001b]0;owned\u0007';
const order = (n: number, total: unknown) => ({
  type: 'track',
  event: 'Order Completed',
  messageId: `m-${n}`,
  userId: `ada-${n}`,
  source: 'till',
  properties: { order_id: `o-${n}`, total, products: [] },
});
const all: FailedQuery = { limit: 1_000 };

let cloud: EmbeddedCloud;
let front: Front;
let access: FailedAccess;

beforeAll(async () => {
  cloud = await createEmbeddedCloud({
    clock: cloudClock(Date.UTC(2026, 10, 24, 12)),
    random: seededRandom(1),
    book,
    validators,
  });
  front = await startApiFront({ port: 0, cloud });
  access = demoAccess(demoAt(front.url));
  const wrong = [order(1, '12.50'), order(2, '7'), order(3, 'a lot'), `{"type":"track","name":"${ESCAPE}`];
  cloud.putRecords(
    wrong.map((one, n) => ({
      partitionKey: `p-${n}`,
      data: Buffer.from(typeof one === 'string' ? one : JSON.stringify(one)),
    })),
  );
  await cloud.settle();
});
afterAll(() => front.close());

describe('failed events, by the commands', () => {
  it('are counted by reason and day, and read only where they are asked for', async () => {
    const list = await access.list({ limit: 0 });
    expect(describeList(list, false)).toEqual([
      'Waiting, by reason and day:',
      '3  schema_violation  2026-11-24',
      '1  not_json          2026-11-24',
      '',
      'What is wrong with them: kairos failed list --reason NAME',
    ]);
  });

  it('are told by what is wrong with them, without what they hold', async () => {
    const lines = describeList(await access.list({ ...all, reason: 'schema_violation' }), true);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^3 {2}schema_violation {2}till {2}order-completed\/1\.json {2}\/properties\/total {2}must be number,null$/,
      ),
    );
    expect(lines.filter((line) => line.includes('Order Completed'))).toHaveLength(3);
    expect(lines.join('\n')).not.toContain('ada');
    expect(await access.list({ ...all, source: 'web' })).toMatchObject({ entries: [], waiting: 4 });
  });

  it('are shown whole, and a terminal only shows them', async () => {
    const { entries } = await access.list({ ...all, reason: 'not_json' });
    const detail = await access.show(entries[0]?.key ?? '');
    const lines = describeDetail(detail ?? expect.fail('it is not there')).join('\n');
    expect(lines).toContain('partition  p-3');
    expect(lines).toContain('\\u001b]0;owned\\u0007');
    expect(lines).not.toContain('\u001b');
    expect(await access.show('failed/reason=not_json/dt=2026-11-24/nobody')).toBeUndefined();
  });

  it('are mended after a look at before and after; what cannot be mended stays', async () => {
    const mend = { when: { event: 'Order Completed' }, steps: [{ convert: '/properties/total', to: 'number' }] };
    const dry = await access.redrive({ mend, dryRun: true });
    expect(describeReport(dry, true)).toEqual([
      'Would be, if this were no dry run:',
      '2  put back',
      '2  records put on the stream',
      '2  of them mended',
      '1  would fail again: they stay',
    ]);
    const previews = describePreviews(dry).join('\n');
    expect(previews).toContain('would fail again (schema_violation at /properties/total)');
    expect(previews).toMatch(/ {2}- .*"total":"12\.50".*\n {2}\+ .*"total":12\.5[,}]/);
    expect(await access.redrive({ mend })).toMatchObject({ redriven: 2, mended: 2, stillFailing: 1 });
    expect(await access.list({ limit: 0 })).toMatchObject({ waiting: 2 });
  });

  it.each([
    [{ select: { day: 'yesterday' } }, 'select.day'],
    [{ mend: { when: {}, steps: [] } }, 'mend.when'],
  ])('refuse a request that is wrong, and say where: %j', async (request, where) => {
    await expect(access.redrive(request)).rejects.toThrow(where);
  });

  it('say that no demo runs', async () => {
    await expect(demoAccess(demoAt('http://127.0.0.1:9')).list(all)).rejects.toThrow('is the demo still running?');
  });

  it('cannot be put back by a web page', async () => {
    const headers = { origin: 'https://evil.example', 'content-type': 'text/plain' };
    expect((await fetch(`${front.url}/v1/failed/redrive`, { method: 'POST', body: '{}', headers })).status).toBe(403);
  });
});

describe('text of somebody else', () => {
  it.each([
    ['a\u0007b\u009bc', 'a\\u0007b\\u009bc'],
    ['\u202eevil', '\\u202eevil'],
    ['zwnj\u200c\u{e0041}', 'zwnj\\u200c\\ue0041'],
    ['naïve 🙂\nline', 'naïve 🙂\nline'],
  ])('%j is shown as %j', (text, shown) => {
    expect(safeText(text)).toBe(shown);
  });

  it('that is no text is shown in hexadecimal, and a long one by its beginning', () => {
    expect(showBytes(new Uint8Array([0xff, 0xfe]))).toBe('fffe');
    expect(showBytes(new Uint8Array(600).fill(0xff))).toMatch(/\n… 88 bytes more$/);
    expect(showBytes(Buffer.from('x'.repeat(20_001)))).toMatch(/x\n… 1 characters more$/);
    expect(showBytes(Buffer.from('{"a":1}'))).toBe('{\n  "a": 1\n}');
  });
});
