import { createHash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import book from '../../../lambdas/generated/campaigns.js';
import validators from '../../../lambdas/generated/validators.js';
import { cloudClock } from '../../../tools/cloud/clock.ts';
import { createEmbeddedCloud } from '../../../tools/cloud/embedded-cloud.ts';
import { startCollectorFront } from '../../../tools/cloud/fronts/collector.ts';
import type { Front } from '../../../tools/cloud/fronts/listen.ts';
import { seededRandom } from '../../../tools/cloud/seeded-random.ts';

export const WRITE_KEY = 'sdk-test';

/** What becomes of one POST: refused before it is looked at, taken without a word, or met by a server that goes down. */
export type Fault = 'throttled' | 'acknowledgement lost' | 'restart';

export interface UnsteadyCollector {
  readonly url: string;
  /** Of how many people `event` is counted, and how often of each. */
  countsOf(event: string): readonly number[];
  /** Resolves when `people` have it, or rejects after half a minute. */
  reaches(event: string, people: number): Promise<void>;
  /** Faults that are still to come. */
  readonly faultsLeft: readonly Fault[];
  close(): Promise<void>;
}

const DOWN_MS = 150;
const PATIENCE_MS = 30_000;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const throttled: APIGatewayProxyStructuredResultV2 = {
  statusCode: 429,
  headers: { 'content-type': 'application/json', 'retry-after': '1' },
  body: '{"success":false,"reason":"rate_limited"}',
};

/** The embedded cloud behind its collector, on the real clock; the first POSTs meet `faults`, one each. */
export const startUnsteadyCollector = async (faults: readonly Fault[]): Promise<UnsteadyCollector> => {
  const clock = cloudClock(Date.now());
  const cloud = await createEmbeddedCloud({
    clock,
    random: seededRandom(1),
    book,
    validators,
    stage: { writeKeys: { [createHash('sha256').update(WRITE_KEY).digest('hex')]: 'website' } },
  });
  cloud.release();
  const left = [...faults];
  let front: Front;
  const start = (port: number): Promise<Front> =>
    startCollectorFront({
      port,
      now: () => clock.now(),
      collect: async (request) => {
        if (request.requestContext.http.method !== 'POST') return cloud.collect(request);
        const fault = left.shift();
        if (fault === 'throttled') return throttled;
        const answer = await cloud.collect(request);
        if (fault === 'restart') await restart();
        return fault === 'acknowledgement lost' ? { statusCode: 503, headers: { 'retry-after': '1' } } : answer;
      },
    });
  const restart = async (): Promise<void> => {
    const { port } = front;
    await front.close();
    await pause(DOWN_MS);
    front = await start(port);
  };
  front = await start(0);
  const { url } = front;
  const countsOf = (event: string): readonly number[] =>
    [...cloud.stores.profiles.states.values()].flatMap((state) =>
      state.kind === 'profile' ? (state.profile.counters[event]?.count ?? []) : [],
    );
  return {
    url,
    countsOf,
    reaches: async (event, people) => {
      for (const until = Date.now() + PATIENCE_MS; countsOf(event).length < people; await pause(50)) {
        if (Date.now() > until) throw new Error(`${event} reached ${countsOf(event).length} of ${people} people`);
      }
      await cloud.settle();
    },
    faultsLeft: left,
    close: async () => {
      await front.close();
      cloud.stop();
    },
  };
};
