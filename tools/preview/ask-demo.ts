import { z } from 'zod';
import type { DemoApi } from '../demo/demo-api.ts';
import type { PreviewAnswer, PreviewRequest } from './preview-mails.ts';
import type { TestAnswer, TestRequest } from './send-test.ts';

const problem = z.object({
  error: z.string(),
  message: z.string().default(''),
  known: z.array(z.string()).default([]),
});

const pathOf = (campaign: string, what: string): string => `/v1/campaigns/${encodeURIComponent(campaign)}/${what}`;

/** Asks the running demo what it would send. */
export const askDemoToPreview = async (demo: DemoApi, request: PreviewRequest): Promise<PreviewAnswer> => {
  const { campaign, who, step, locale, anyway } = request;
  const query = new URLSearchParams({
    profile: who,
    ...(step === undefined ? {} : { step }),
    ...(locale === undefined ? {} : { locale }),
    ...(anyway ? { anyway: '' } : {}),
  });
  const response = await demo.ask('GET', `${pathOf(campaign, 'preview')}?${query}`);
  return response.ok ? ((await response.json()) as PreviewAnswer) : unknownOf(response); // our own JSON, from this very module's other end
};

/** Has the running demo put a test into its inbox. */
export const askDemoToTest = async (demo: DemoApi, { campaign, who, ...rest }: TestRequest): Promise<TestAnswer> => {
  const response = await demo.ask('POST', pathOf(campaign, 'test-send'), { profile: who, ...rest });
  if (response.ok) return (await response.json()) as TestAnswer; // as above
  if (response.status !== 409) return unknownOf(response);
  return { kind: 'refused', why: problem.parse(await response.json()).message };
};

const unknownOf = async (response: Response): Promise<Exclude<PreviewAnswer, { kind: 'previewed' }>> => {
  const { error, message, known } = problem.parse(await response.json());
  if (error === 'unknown_campaign' || error === 'unknown_step') return { kind: error, known };
  if (error === 'not_found') return { kind: 'unknown_person' };
  throw new Error(`the demo answered with status ${response.status}: ${message || error}`);
};
