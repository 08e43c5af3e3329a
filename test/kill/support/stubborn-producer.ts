import { setTimeout as pause } from 'node:timers/promises';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';

export interface ProducedEvent {
  readonly userId: string;
  readonly messageId: string;
  readonly [property: string]: unknown;
}

/** Puts events with the SDK, in order, and puts a batch again, under the same message ids, until it has an answer. */
export const stubbornProducer = (endpoint: string) => {
  const client = new KinesisClient({
    endpoint,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'kill', secretAccessKey: 'kill' },
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: 1_000,
      requestTimeout: 3_000,
      throwOnRequestTimeout: true,
    }),
  });
  const acknowledged: ProducedEvent[] = [];
  let unanswered = 0;
  const put = async (events: readonly ProducedEvent[]): Promise<void> => {
    const Records = events.map((event) => ({ PartitionKey: event.userId, Data: Buffer.from(JSON.stringify(event)) }));
    for (;;) {
      try {
        const { FailedRecordCount } = await client.send(new PutRecordsCommand({ StreamName: 'events', Records }));
        if (FailedRecordCount === 0) return void acknowledged.push(...events);
      } catch {
        unanswered += 1;
        await pause(30);
      }
    }
  };
  return {
    acknowledged,
    unanswered: () => unanswered,
    /** A batch every `everyMs`. */
    putAll: async (events: readonly ProducedEvent[], batchSize: number, everyMs: number): Promise<void> => {
      for (let at = 0; at < events.length; at += batchSize) {
        await put(events.slice(at, at + batchSize));
        await pause(everyMs);
      }
    },
    close: () => client.destroy(),
  };
};
