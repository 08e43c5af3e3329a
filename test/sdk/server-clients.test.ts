import { Analytics as CustomerIo } from '@customerio/cdp-analytics-node';
import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { Analytics as Segment } from '@segment/analytics-node';
import { afterEach, describe, expect, it } from 'vitest';
import { type Fault, startUnsteadyCollector, type UnsteadyCollector, WRITE_KEY } from './support/unsteady-collector.ts';

interface Client {
  track(message: { userId: string; event: string; properties: Record<string, number> }): void;
  close(): Promise<unknown>;
}

const PEOPLE = 40;
const clients: Readonly<Record<string, (url: string) => Client>> = {
  '@segment/analytics-node': (url) => {
    const client = new Segment({ writeKey: WRITE_KEY, host: url, flushAt: 10, flushInterval: 50, maxRetries: 10 });
    return { track: (message) => client.track(message), close: () => client.closeAndFlush() };
  },
  '@rudderstack/rudder-sdk-node': (url) => {
    const client = new RudderAnalytics(WRITE_KEY, { dataPlaneUrl: url, flushAt: 10, flushInterval: 50 });
    return {
      track: (message) => void client.track(message),
      close: () => new Promise((resolve) => client.flush(resolve)),
    };
  },
  '@customerio/cdp-analytics-node': (url) => {
    const client = new CustomerIo({
      writeKey: WRITE_KEY,
      host: url,
      maxEventsInBatch: 10,
      flushInterval: 50,
      maxRetries: 10,
    });
    return { track: (message) => client.track(message), close: () => client.closeAndFlush() };
  },
};

let collector: UnsteadyCollector | undefined;
afterEach(() => collector?.close());

describe.each(Object.entries(clients))('%s', (_, open) => {
  it.each<[string, Fault[]]>([
    ['that is well', []],
    ['that throttles', ['throttled', 'throttled']],
    ['whose acknowledgements are lost', ['acknowledgement lost', 'acknowledgement lost']],
    ['that restarts before it has answered', ['restart']],
  ])('delivers every event once to a collector %s', async (_what, faults) => {
    collector = await startUnsteadyCollector(faults);
    const client = open(collector.url);
    for (let n = 0; n < PEOPLE; n += 1) client.track({ userId: `u-${n}`, event: 'Probe', properties: { n } });
    await client.close();
    await collector.reaches('Probe', PEOPLE);
    expect(collector.countsOf('Probe')).toEqual(Array.from({ length: PEOPLE }, () => 1));
    expect(collector.faultsLeft).toEqual([]);
  });
});
