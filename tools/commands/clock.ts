import { z } from 'zod';
import { findDemo, readAnswer } from '../demo/demo-api.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `+1h`, `+90m`, `+2d`, `+30s`, in milliseconds; undefined where it is none of these. */
export const parseAdvance = (text: string): number | undefined => {
  const [, amount, unit = ''] = /^\+?(\d{1,6})([smhd])$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit];
  return amount === undefined || unitMs === undefined || Number(amount) === 0 ? undefined : Number(amount) * unitMs;
};

const answer = z.object({ now: z.number() });

/** `kairos clock [+1h]`: moves the running demo's clock forward, and says what it shows. */
export const clockCommand = async (advance: string | undefined, file?: string): Promise<void> => {
  const advanceMs = advance === undefined ? undefined : parseAdvance(advance);
  if (advance !== undefined && advanceMs === undefined)
    throw new Error(`"${advance}" is no step forward: say +30s, +90m, +1h or +2d. A clock never runs back.`);
  const demo = await findDemo(file, 'say its file with --endpoints');
  const response = await (advanceMs === undefined
    ? demo.ask('GET', '/v1/clock')
    : demo.ask('POST', '/v1/clock', { advanceMs }));
  const { now } = answer.parse(await readAnswer(response));
  console.log(`The demo's clock shows ${new Date(now).toLocaleString('en-GB')}.`);
};
