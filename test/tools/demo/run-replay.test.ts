import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openReplay, playLogs, type ReplayOptions, runReplay } from '../../../tools/demo/run-replay.ts';
import { aDemoWorld } from '../../builders/demo-world.ts';

const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';
const row = (time: string, type: string, user: string, product = '100') =>
  `2019-10-01 ${time} UTC,${type},${product},1,appliances,acme,20.50,${user},s-${user}`;
const ROWS = [
  row('10:00:00', 'view', 'u1'),
  row('10:01:00', 'cart', 'u1'),
  row('10:02:00', 'view', 'u2'),
  row('10:03:00', 'cart', 'u2'),
  row('10:20:00', 'purchase', 'u2'),
  row('10:21:00', 'view', 'u3'),
];

let folder = '';
const file = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kairos-replay-'));
  await writeFile(file('whole.csv'), [HEADER, ...ROWS].join('\n'));
  await writeFile(file('first.csv'), [HEADER, ...ROWS.slice(0, 4)].join('\n'));
  await writeFile(file('second.csv'), [HEADER, ...ROWS.slice(2)].join('\n'));
});
afterAll(() => rm(folder, { recursive: true }));

const options = (...names: string[]): ReplayOptions => ({
  seed: 1,
  shoppers: 0,
  ports: { kinesis: 0, collector: 0, api: 0 },
  exitWhenDone: true,
  files: names.map(file),
  format: 'rees46',
  speed: Infinity,
});

const play = async (...names: string[]) => {
  const { world } = aDemoWorld(0);
  const { cloud, span } = await openReplay(options(...names), world);
  const report = await playLogs(cloud, options(...names), span, world);
  const profiles = [...cloud.stores.profiles.states.values()].flatMap((state) =>
    state.kind === 'profile'
      ? [{ id: state.profile.id, counters: state.profile.counters, purchases: state.profile.purchases }]
      : [],
  );
  return { report, profiles, mails: cloud.stores.mail.acceptedByCampaign(), cloud };
};

describe('a replay', () => {
  it('follows the log to its last mail and accounts for every event', async () => {
    const { report, cloud } = await play('whole.csv');
    expect(report).toMatchObject({ rows: 6, profiles: 3, latencyMs: null });
    const { put, applied, duplicates, failed } = report.events;
    expect([put, duplicates, failed]).toEqual([applied, 0, 0]);
    const waiting = [...cloud.stores.ledger.rows.values()].filter(({ state }) => state === 'planned');
    expect(waiting).toEqual([]);
  });

  it.each([
    ['the same file twice', ['whole.csv', 'whole.csv']],
    ['two halves that overlap', ['first.csv', 'second.csv']],
  ])('of %s changes no counter and sends nothing twice', async (_name, files) => {
    const once = await play('whole.csv');
    const again = await play(...files);
    expect(again.profiles).toEqual(once.profiles);
    expect([...again.mails]).toEqual([...once.mails]);
    expect(again.report.events.duplicates).toBeGreaterThan(0);
    expect(again.report.events.applied).toBe(once.report.events.applied);
  });

  it('writes its report as JSON, and ends', async () => {
    const { world, printed } = aDemoWorld(0);
    await runReplay({ ...options('whole.csv'), report: file('report.json') }, world);
    const report = JSON.parse(await readFile(file('report.json'), 'utf8'));
    expect(Object.keys(report)).toEqual([
      'rows',
      'events',
      'profiles',
      'writes',
      'itemBytes',
      'sends',
      'latencyMs',
      'elapsedMs',
      'peakRssBytes',
      'setAside',
    ]);
    expect(Object.keys(report.sends)).toEqual(['planned', 'sent', 'skipped']);
    expect(printed.join('\n')).toMatch(/6 rows in/);
  });

  it('goes on past rows that are wrong, and says how many of which kind it set aside', async () => {
    const wrong = [
      'short,row',
      row('10:04:00', 'view', 'u9').replace('acme', '"acme'),
      row('10:05:00', 'stare', 'u9'),
      row('10:06:00', 'purchase', 'u9').replace('20.50', 'abc'),
      row('10:07:00', 'purchase', 'u9').replace('2019-10-01', 'soon'),
    ];
    await writeFile(file('wrong.csv'), [HEADER, ...wrong.slice(0, 3), ...ROWS, ...wrong.slice(3)].join('\n'));
    const { world, printed } = aDemoWorld(0);
    await runReplay({ ...options('wrong.csv'), report: file('wrong.json') }, world);
    const setAside = {
      wrong_number_of_columns: 1,
      broken_quotes: 1,
      unknown_event_type: 1,
      bad_price: 1,
      bad_time: 1,
    };
    const whole = await play('whole.csv');
    const report = JSON.parse(await readFile(file('wrong.json'), 'utf8'));
    expect(report).toMatchObject({ rows: 11, setAside, events: whole.report.events, sends: whole.report.sends });
    expect(printed.join('\n')).toContain(
      'Rows set aside: wrong_number_of_columns 1, broken_quotes 1, unknown_event_type 1, bad_price 1, bad_time 1',
    );
  });

  it('says so where no row of a log is an event', async () => {
    await writeFile(file('none.csv'), [HEADER, row('10:05:00', 'stare', 'u9')].join('\n'));
    const { world } = aDemoWorld(0);
    const expected = /none\.csv: none of its 1 rows is an event \(unknown_event_type 1\).*--format rees46/;
    await expect(openReplay(options('none.csv'), world)).rejects.toThrow(expected);
  });

  it('stops in the middle when somebody asks for it, and writes no report', async () => {
    const { world, stop } = aDemoWorld(0);
    stop();
    const report = file('never.json');
    await expect(runReplay({ ...options('whole.csv'), report }, world)).rejects.toThrow('abort');
    await expect(readFile(report)).rejects.toThrow();
  });

  it('says what is wrong with a file that is not of its format', async () => {
    await writeFile(file('other.csv'), 'a,b\n1,2\n');
    const { world } = aDemoWorld(0);
    await expect(openReplay(options('other.csv'), world)).rejects.toThrow();
  });
});
