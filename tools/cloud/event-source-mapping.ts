import type { Instant } from '../../lambdas/core/event/event.ts';
import { batchAttempt } from './batch-attempt.ts';
import type { EventSourceMappingProps } from './event-source-mapping-props.ts';
import { cutBatch, type Lane, laneDueAt } from './mapping-lane.ts';
import { shardReaders } from './shard-readers.ts';
import type { Worker } from './worker.ts';

/**
 * Lambda's event-source mapping for streams: batches in order a shard (or a key, where parallelised); each is tried
 * until it succeeds, or is given up to the destination; a shard that fails holds up no other.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html and
 * https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export const eventSourceMapping = <Content>(props: EventSourceMappingProps<Content>): Worker => {
  const readers = shardReaders(props);
  const attempt = batchAttempt(props);

  const runLane = async (lane: Lane<Content>): Promise<void> => {
    lane.isBusy = true;
    try {
      const [batch = cutBatch(lane, props), ...later] = lane.batches;
      // Still the lane's while it is tried: no checkpoint passes it.
      lane.batches = [batch, ...later];
      lane.batches = [...(await attempt(lane.shardId, batch)), ...later];
    } finally {
      lane.isBusy = false;
    }
  };

  const isDue = (lane: Lane<Content>): boolean => {
    const at = laneDueAt(lane, props);
    return at !== undefined && at <= props.now();
  };

  return {
    name: props.name,
    runDue: async () => {
      const due = readers.pull().filter(isDue);
      await Promise.all(due.map(runLane));
      if (due.length > 0) readers.checkpoint();
      return due.length > 0;
    },
    nextDueAt: () => {
      let least: Instant | undefined;
      for (const lane of readers.pull()) {
        const at = laneDueAt(lane, props);
        if (at !== undefined && (least === undefined || at < least)) least = at;
      }
      return least;
    },
  };
};
