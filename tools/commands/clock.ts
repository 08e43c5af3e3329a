import { z } from 'zod';
import { endpointsFile, readEndpoints } from '../demo/endpoints-file.ts';

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `+1h`, `+90m`, `+2d`, `+30s`, in milliseconds; undefined where it is none of these. */
export const parseAdvance = (text: string): number | undefined => {
  const [, amount, unit = ''] = /^\+?(\d{1,6})([smhd])$/.exec(text) ?? [];
  const unitMs = UNIT_MS[unit];
  return amount === undefined || unitMs === undefined || Number(amount) === 0 ? undefined : Number(amount) * unitMs;
};

const answer = z.object({ now: z.number() });

/** `kairos clock [+1h]`: moves the running demo's clock forward, and says what it shows. */
export const clockCommand = async (advance: string | undefined, file = endpointsFile): Promise<void> => {
  const advanceMs = advance === undefined ? undefined : parseAdvance(advance);
  if (advance !== undefined && advanceMs === undefined)
    throw new Error(`"${advance}" is no step forward: say +30s, +90m, +1h or +2d. A clock never runs back.`);
  const endpoints = await readEndpoints(file);
  if (endpoints === undefined)
    throw new Error(`no demo is live (${file} names none): npm run demo, or say its file with --endpoints.`);
  const move = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ advanceMs }) };
  let response: Response;
  try {
    response = await fetch(`${endpoints.api}/v1/clock`, advanceMs === undefined ? {} : move);
  } catch {
    throw new Error(`nothing answers at ${endpoints.api}; is the demo still running? Start it anew: npm run demo`);
  }
  if (!response.ok) throw new Error(`the demo answered with status ${response.status}: ${await response.text()}`);
  const { now } = answer.parse(await response.json());
  console.log(`The demo's clock shows ${new Date(now).toLocaleString('en-GB')}.`);
};
