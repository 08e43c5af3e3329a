import { z } from 'zod';
import type { BrokerMessage } from './relayed-record.ts';

const bytes = z
  .base64()
  .nullish()
  .transform((text) => (text === null || text === undefined ? undefined : Buffer.from(text, 'base64')));

const kafkaRecord = z.object({
  topic: z.string(),
  partition: z.union([z.int(), z.string()]).transform(String),
  offset: z.int().transform(String),
  timestamp: z.int().transform(String),
  key: bytes,
  value: bytes,
});

/** Records by `topic-partition`, each list in the partition's order. */
const kafkaEvent = z.object({
  eventSource: z.enum(['aws:kafka', 'SelfManagedKafka', 'aws:SelfManagedKafka']),
  records: z.record(z.string(), z.array(kafkaRecord)),
});

/**
 * The messages of a batch from MSK or another Kafka; undefined where it is none. A record without a value only says
 * that its key is gone, and is no message. The name holds the time too: a topic that was made anew counts from 0 again.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 */
export const readKafkaEvent = (event: unknown): readonly BrokerMessage[] | undefined => {
  const batch = kafkaEvent.safeParse(event).data;
  return batch && Object.values(batch.records).flatMap((records) => records.flatMap(toMessage));
};

const toMessage = ({ topic, partition, offset, timestamp, key, value }: z.output<typeof kafkaRecord>) => {
  if (value === undefined || value.byteLength === 0) return [];
  const name = [topic, partition, offset, timestamp];
  return [{ broker: 'kafka' as const, name, key, lane: `${topic}-${partition}`, data: value }];
};
