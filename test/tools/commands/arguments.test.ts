import { describe, expect, it } from 'vitest';
import { portNumber, repeated, replaySpeed, schemaId } from '../../../tools/commands/arguments.ts';
import { parseAdvance } from '../../../tools/commands/clock.ts';
import { checkOptions, type DemoArguments } from '../../../tools/commands/demo.ts';

describe('the command line', () => {
  it.each([
    ['+1h', 3_600_000],
    ['90m', 5_400_000],
    ['+30s', 30_000],
    ['+2d', 172_800_000],
    ['-1h', undefined],
    ['+1x', undefined],
    ['+0h', undefined],
    ['', undefined],
  ])('moves the clock by %s', (text, ms) => {
    expect(parseAdvance(text)).toBe(ms);
  });

  it('takes a speed as max or as a number of times', () => {
    expect([replaySpeed('max'), replaySpeed('60x'), replaySpeed('0.5x')]).toEqual([Infinity, 60, 0.5]);
    for (const wrong of ['fast', '0x', '60', '-1x']) expect(() => replaySpeed(wrong), wrong).toThrow('Say max');
  });

  it('takes a port from 0 to 65535, and an option more than once', () => {
    expect([portNumber('0'), portNumber('4567')]).toEqual([0, 4567]);
    for (const wrong of ['65536', 'x', '-1', '1.5']) expect(() => portNumber(wrong), wrong).toThrow('0 to 65535');
    expect(repeated('b', repeated('a'))).toEqual(['a', 'b']);
  });

  it('takes ids of schemas, more than once', () => {
    const uuid = '11111111-1111-4111-8111-111111111111';
    const one = schemaId('confluent:7=order-completed/1.avsc');
    expect(schemaId(`glue:${uuid}=order-completed/1.proto`, one)).toEqual({
      'confluent:7': 'order-completed/1.avsc',
      [`glue:${uuid}`]: 'order-completed/1.proto',
    });
    for (const wrong of ['7=order-completed/1.avsc', 'confluent:7', 'confluent:7=order-completed', 'glue:7=a/1.avsc'])
      expect(() => schemaId(wrong), wrong).toThrow('Say an id and a file');
  });

  it.each<[Partial<DemoArguments>, RegExp]>([
    [{ format: 'rees46' }, /--format says what the log is.*--from FILE/],
    [{ speed: 60 }, /--speed .*--from FILE/],
    [{ from: ['a.csv'] }, /--from needs --format/],
    [{ from: ['a.csv'], format: 'rees46', data: 'd' }, /--data .*leave it out, or --from/],
    [{ from: ['a.csv'], format: 'rees46', shoppers: 7 }, /--shoppers .*leave it out, or --from/],
  ])('refuses an option of the demo that would be ignored: %j', (more, expected) => {
    expect(() => checkOptions({ seed: 1, exitWhenDone: true, ...more })).toThrow(expected);
  });

  it('takes options of the demo that go together', () => {
    const common = { seed: 1, exitWhenDone: true, report: 'r.json' };
    for (const more of [{}, { shoppers: 7, data: 'd' }, { from: ['a'], format: 'rees46' as const, speed: 60 }])
      expect(() => checkOptions({ ...common, ...more })).not.toThrow();
  });
});
