import { setImmediate as nextTurn } from 'node:timers/promises';
import book from '../../../../lambdas/generated/campaigns.js';
import validators from '../../../../lambdas/generated/validators.js';
import { cloudClock } from '../../../../tools/cloud/clock.ts';
import { createEmbeddedCloud } from '../../../../tools/cloud/embedded-cloud.ts';
import { seededRandom } from '../../../../tools/cloud/seeded-random.ts';
import { runInterruptibly } from '../../../../tools/commands/run-interruptibly.ts';
import { openFronts } from '../../../../tools/demo/open-fronts.ts';
import { stayLive } from '../../../../tools/demo/run-demo.ts';
import { aDemoWorld } from '../../../builders/demo-world.ts';

/** A live demo whose profiles are away: `enrich-events` sleeps and tries again for as long as it may. */
const liveWhileAFunctionSleeps = async (endpointsFile: string, signal: AbortSignal): Promise<void> => {
  const away = <Port extends object>(port: Port): Port =>
    new Proxy(port, { get: () => () => Promise.reject(new Error('away')) });
  const cloud = await createEmbeddedCloud({
    clock: cloudClock(Date.now()),
    random: seededRandom(1),
    book,
    validators,
    wrap: (name, port) => (name === 'enrich-events.profiles' ? away(port) : port),
  });
  const fronts = await openFronts(cloud, { kinesis: 0, collector: 0, api: 0 });
  const data = { type: 'track', event: 'E', messageId: 'm-1', userId: 'u-1' };
  cloud.putRecords([{ partitionKey: 'u-1', data: Buffer.from(JSON.stringify(data)) }]);
  const { world } = aDemoWorld(Date.now());
  const print = () => void setTimeout(() => console.log(cloud.clock.sleepers() > 0 ? 'sleeps' : 'awake'), 300);
  await stayLive(cloud, fronts.endpoints, { ...world, print, signal }, endpointsFile);
  cloud.stop();
  await fronts.close();
};

/** Something that nobody taught to stop. */
const runForEver = async (): Promise<void> => {
  console.log('runs');
  for (;;) await nextTurn();
};

const [what, file = ''] = process.argv.slice(2);
await (what === 'live'
  ? runInterruptibly((signal) => liveWhileAFunctionSleeps(file, signal))
  : runInterruptibly(runForEver, 200));
