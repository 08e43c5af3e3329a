import { z } from 'zod';
import type { DemoApi } from '../demo/demo-api.ts';
import type { Answer } from './explain-person.ts';

const problem = z.object({ error: z.string(), known: z.array(z.string()).optional() });

/** Asks the running demo, as `GET /v1/explain?profile=&campaign=` answers. */
export const askDemoToExplain = async (demo: DemoApi, who: string, campaign?: string): Promise<Answer> => {
  const query = new URLSearchParams({ profile: who, ...(campaign === undefined ? {} : { campaign }) });
  const response = await demo.ask('GET', `/v1/explain?${query}`);
  const body: unknown = await response.json();
  if (response.ok) return body as Answer; // our own JSON, from this very module's other end
  const { error, known = [] } = problem.parse(body);
  if (error === 'unknown_campaign') return { kind: 'unknown_campaign', known };
  if (error === 'not_found') return { kind: 'unknown_person' };
  throw new Error(`the demo answered with status ${response.status}: ${error}`);
};
