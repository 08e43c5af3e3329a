import type { EmbeddedCloud } from '../cloud/embedded-cloud.ts';
import { startApiFront } from '../cloud/fronts/api.ts';
import { startCollectorFront } from '../cloud/fronts/collector.ts';
import { startKinesisFront } from '../cloud/fronts/kinesis.ts';
import { startAll } from '../cloud/fronts/listen.ts';
import type { Endpoints } from './endpoints-file.ts';

/** 0: any free one. */
export interface Ports {
  readonly kinesis: number;
  readonly collector: number;
  readonly api: number;
}

export const defaultPorts: Ports = { kinesis: 4567, collector: 4568, api: 4569 };

/** Opens the cloud's doors on loopback, all of them or none. */
export const openFronts = async (
  cloud: EmbeddedCloud,
  ports: Ports,
): Promise<{ readonly endpoints: Endpoints; close(): Promise<void> }> => {
  const now = () => cloud.clock.now();
  const { events } = cloud.stores;
  const fronts = await startAll({
    kinesis: () =>
      startKinesisFront({
        port: ports.kinesis,
        now,
        streams: new Map([[events.name, events]]),
        retentionHours: cloud.stage.retentionDays * 24,
      }),
    collector: () =>
      startCollectorFront({ port: ports.collector, now, collect: cloud.collect, relayPubsub: cloud.relayPubsub }),
    api: () => startApiFront({ port: ports.api, cloud }),
  });
  const { kinesis, collector, api } = fronts;
  cloud.servePreferencesAt(api.url);
  return {
    endpoints: { kinesis: kinesis.url, collector: collector.url, api: api.url, console: `${api.url}/` },
    close: async () => {
      await Promise.all([kinesis.close(), collector.close(), api.close()]);
    },
  };
};
