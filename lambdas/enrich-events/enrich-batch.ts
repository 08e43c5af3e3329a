import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { enrichEvent } from '../core/enrichment/enrich-event.ts';
import type { Instant } from '../core/event/event.ts';
import type { FailedEvent } from '../core/failure/failed-event.ts';
import { identifiersOf } from '../core/identity/identity.ts';
import type { DecodedRecord } from '../decode/decode-record.ts';
import { decodeRecords } from '../decode/decode-records.ts';
import { fromKinesisRecord } from '../decode/kinesis-record.ts';
import { waitOut } from '../steps/wait-out.ts';
import type { EnrichPorts } from './enrich-ports.ts';
import { foldGroup, type GroupOutcome } from './fold-group.ts';
import { groupByIdentity, type PlacedEvent } from './group-by-identity.ts';
import { loadStates } from './load-states.ts';
import { admit, quarantine } from './quarantine.ts';

/** Groups that are saved at the same time: enough to hide DynamoDB's latency, few enough to be polite. */
const CONCURRENT_GROUPS = 32;

/** Kept back from the invocation's time, to report what is not done. */
const RESERVE_MS = 5_000;

/**
 * Folds each person's events in the order of the shard, each exactly once, and reports the lowest record that could
 * not be folded: Lambda comes again from there. One person's failure never holds up another's events of this batch.
 */
export const enrichBatch =
  (ports: EnrichPorts) =>
  async (batch: KinesisStreamEvent, remainingMs: number): Promise<KinesisStreamBatchResponse> => {
    const deadline = ports.clock.now() + remainingMs - RESERVE_MS;
    const records = batch.Records.map(fromKinesisRecord);
    const decoded = await waitOut(ports, deadline, () => decodeRecords(records, ports.validators, ports.schemas));
    const { events, failures } = placeAll(ports, decoded);
    // Retrying cannot mend these: they are stored, and the shard goes on.
    await waitOut(ports, deadline, () => ports.failedEvents.put(failures));
    const states = await waitOut(ports, deadline, () => loadStates(ports.profiles, events));
    const outcomes = await inParallel(groupByIdentity(events, states), CONCURRENT_GROUPS, async (group) => {
      const { admitted, held } = admit(group, states, events.length, ports.hotKeys);
      return Promise.all([foldGroup(ports, admitted, states, deadline), quarantine(ports, held, deadline)]);
    }).then((pairs) => pairs.flat());
    measure(ports, events, failures, outcomes);
    return { batchItemFailures: lowestFailure(outcomes) };
  };

const placeAll = (
  { enrichers = {}, bots, metrics }: EnrichPorts,
  decoded: readonly DecodedRecord[],
): { events: readonly PlacedEvent[]; failures: readonly FailedEvent[] } => {
  const events: PlacedEvent[] = [];
  let [fromBots, withoutRate] = [0, 0];
  for (const { events: ofRecord } of decoded) {
    for (const said of ofRecord) {
      const event = enrichEvent(said.event, enrichers);
      if (event.context.bot === true) fromBots += 1;
      if (event.type === 'track' && event.exchange === 0) withoutRate += 1;
      if (event.context.bot === true && bots === 'ignored') continue;
      events.push({ ...said, event, identifiers: identifiersOf(event), index: events.length });
    }
  }
  if (fromBots > 0) metrics.count('EventsFromBots', fromBots);
  if (withoutRate > 0) metrics.count('CurrenciesUnknown', withoutRate);
  return { events, failures: decoded.flatMap(({ failures }) => failures) };
};

const lowestFailure = (outcomes: readonly GroupOutcome[]): KinesisStreamBatchResponse['batchItemFailures'] => {
  const failed = outcomes.flatMap(({ failedAt }) => failedAt ?? []);
  const [lowest] = failed.sort((a, b) => a.index - b.index);
  return lowest === undefined ? [] : [{ itemIdentifier: lowest.position.sequence }];
};

const measure = (
  { metrics, clock }: EnrichPorts,
  events: readonly PlacedEvent[],
  failures: readonly FailedEvent[],
  outcomes: readonly GroupOutcome[],
): void => {
  const total = (count: (outcome: GroupOutcome) => number): number =>
    outcomes.reduce((sum, outcome) => sum + count(outcome), 0);
  metrics.count('EventsReceived', events.length + failures.length);
  metrics.count(
    'EventsApplied',
    total(({ applied }) => applied),
  );
  metrics.count(
    'EventsDuplicate',
    total(({ duplicates }) => duplicates),
  );
  metrics.count(
    'EventsErased',
    total(({ erased }) => erased),
  );
  metrics.count(
    'EventsLate',
    total(({ late }) => late),
  );
  metrics.count(
    'ProfileConflicts',
    total(({ conflicts }) => conflicts),
  );
  metrics.count(
    'ProfilesFailed',
    total(({ failedAt }) => (failedAt === undefined ? 0 : 1)),
  );
  for (const { reason } of [...failures, ...outcomes.flatMap(({ refused }) => refused)]) {
    metrics.count('EventsFailed', 1, { Reason: reason });
  }
  const quarantined = total((outcome) => outcome.quarantined);
  if (quarantined > 0) metrics.count('EventsFailed', quarantined, { Reason: 'quarantined' });
  metrics.count(
    'KeysQuarantined',
    total(({ keysQuarantined }) => keysQuarantined),
  );
  const earliest = events.reduce<Instant>((least, { event }) => Math.min(least, event.receivedAt), clock.now());
  if (events.length > 0) metrics.duration('PutToProfileMs', clock.now() - earliest);
};

const inParallel = async <Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> => {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
};
