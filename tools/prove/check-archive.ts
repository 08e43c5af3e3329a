import { readLakeObject } from '../../lambdas/decode/lake-row.ts';
import type { Model } from './model.ts';
import type { Played } from './world.ts';

/** Invariant 1: every record is in the lake, byte for byte; what is no message is also a failed event. */
export const checkArchive = ({ cloud }: Played, model: Model): readonly string[] => {
  const { lake, failed, events } = cloud.stores;
  const archived = new Map<string, string>();
  for (const [key, object] of lake.objects) {
    if (!key.startsWith('raw/')) continue;
    for (const { position, data } of readLakeObject(object))
      archived.set(position.sequence, Buffer.from(data).toString('latin1'));
  }
  const problems: string[] = [];
  for (const { id } of events.shards) {
    for (const { sequence, content } of events.read(id, 0, Number.MAX_SAFE_INTEGER)) {
      const kept = archived.get(sequence);
      if (kept === undefined) problems.push(`record ${sequence} is not in the lake`);
      else if (kept !== Buffer.from(content).toString('latin1'))
        problems.push(`record ${sequence} is not in the lake as it came`);
    }
  }
  const failures = [...failed.objects.keys()].filter((key) => key.includes('failed/')).length;
  if (failures < model.garbage)
    problems.push(`${model.garbage} records are no messages, and ${failures} failed events were kept`);
  const left = [...failed.objects.keys()].filter((key) => key.startsWith('aws/lambda/'));
  for (const key of left) problems.push(`given up and never taken up again: ${key}`);
  return problems;
};
