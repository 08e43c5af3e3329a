import { z } from 'zod';
import { jsonText } from '../../lambdas/decode/json-text.ts';
import { endpointsFile, readEndpoints } from './endpoints-file.ts';

/** The API of a demo that runs on this machine. */
export interface DemoApi {
  readonly address: string;
  /** Throws, with the remedy, where nothing answers; any answer is an answer. An object is sent as JSON, bytes as they are. */
  ask(method: 'GET' | 'POST', path: string, body?: object): Promise<Response>;
}

export const demoAt = (address: string): DemoApi => ({
  address,
  ask: async (method, path, body) => {
    const isRaw = body === undefined || body instanceof Uint8Array;
    const headers = isRaw ? {} : { 'content-type': 'application/json' };
    const sent = isRaw ? body : JSON.stringify(body);
    try {
      return await fetch(`${address}${path}`, { method, headers, ...(sent === undefined ? {} : { body: sent }) });
    } catch {
      throw new Error(`nothing answers at ${address}; is the demo still running? Start it anew: npm run demo`);
    }
  },
});

/** Where commands may work on a deployment as well. */
const OR_A_STAGE = 'say its file with --endpoints, or name a deployment with --stage';

/** The demo that wrote its addresses there. Throws, with the remedy, where none did. */
export const findDemo = async (file = endpointsFile, otherwise = OR_A_STAGE): Promise<DemoApi> => {
  const endpoints = await readEndpoints(file);
  if (endpoints === undefined) throw new Error(`no demo is live (${file} names none): npm run demo, or ${otherwise}.`);
  return demoAt(endpoints.api);
};

/** A good answer's JSON; a bad one's own words, as an error. */
export const readAnswer = async (response: Response): Promise<unknown> => {
  if (response.ok) return response.json();
  const text = await response.text();
  throw new Error(errorIn(text) ?? `the demo answered with status ${response.status}: ${text}`);
};

/** An answer that says nothing else has said it all. */
const badAnswer = jsonText(z.strictObject({ error: z.string() }));
const errorIn = (text: string): string | undefined => badAnswer.safeParse(text).data?.error;
