import { createHash, randomUUID } from 'node:crypto';
import book from '../../../lambdas/generated/campaigns.js';
import validators from '../../../lambdas/generated/validators.js';
import { cloudClock } from '../../../tools/cloud/clock.ts';
import { createEmbeddedCloud } from '../../../tools/cloud/embedded-cloud.ts';
import { startApiFront } from '../../../tools/cloud/fronts/api.ts';
import { startCollectorFront } from '../../../tools/cloud/fronts/collector.ts';
import { startAll } from '../../../tools/cloud/fronts/listen.ts';
import { seededRandom } from '../../../tools/cloud/seeded-random.ts';

const DAY_MS = 86_400_000;
const WRITE_KEY = 'browser-test';

export interface RunningCloud {
  /** Of the console. */
  readonly url: string;
  /** Through the collector, as an SDK does it. */
  track(who: object, event: string, properties: object): Promise<void>;
  identify(who: object, traits: object): Promise<void>;
  close(): Promise<void>;
}

/** The real embedded cloud with its collector and console, at ten in the morning tomorrow: nobody's quiet hours. */
export const startRunningCloud = async (): Promise<RunningCloud> => {
  const clock = cloudClock((Math.floor(Date.now() / DAY_MS) + 1) * DAY_MS + 10 * 3_600_000);
  const cloud = await createEmbeddedCloud({
    clock,
    random: seededRandom(1),
    // Without a holdout, so that whoever is in the test is treated.
    book: { ...book, campaigns: book.campaigns.map((campaign) => ({ ...campaign, holdout: 0 })) },
    validators,
    stage: { writeKeys: { [createHash('sha256').update(WRITE_KEY).digest('hex')]: 'website' } },
  });
  cloud.release();
  const fronts = await startAll({
    api: () => startApiFront({ port: 0, cloud }),
    collector: () => startCollectorFront({ port: 0, now: () => clock.now(), collect: cloud.collect }),
  });
  cloud.servePreferencesAt(fronts.api.url);
  const send = async (path: string, message: object): Promise<void> => {
    const response = await fetch(`${fronts.collector.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString('base64')}` },
      body: JSON.stringify({ messageId: randomUUID(), ...message }),
    });
    if (!response.ok) throw new Error(`the collector answered ${response.status}`);
  };
  return {
    url: `${fronts.api.url}/`,
    track: (who, event, properties) => send('/v1/track', { ...who, event, properties }),
    identify: (who, traits) => send('/v1/identify', { ...who, traits }),
    close: async () => {
      await Promise.all([fronts.api.close(), fronts.collector.close()]);
      cloud.stop();
    },
  };
};
