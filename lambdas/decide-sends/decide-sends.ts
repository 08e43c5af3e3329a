import type {
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  AttributeValue as StreamValue,
} from 'aws-lambda';
import type { CampaignBook } from '../core/campaign/campaign.ts';
import { type RecipientZone, zoneOf } from '../core/campaign/zone.ts';
import type { Instant } from '../core/event/event.ts';
import type { AddressHash } from '../core/identity/identity.ts';
import type { ProfileState } from '../core/profile/profile.ts';
import { isEntered, standsForEntry } from '../core/result/entry.ts';
import { decide, type Match, matchesOf } from '../core/send/decide.ts';
import { SENDS_ASKED } from '../core/send/re-entry.ts';
import type { Send } from '../core/send/send.ts';
import { type Item, stateFromItem } from '../decode/state-item.ts';
import type { Clock, Random } from '../ports/clock.ts';
import type { ConsentStore } from '../ports/consent-store.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { SendLedger } from '../ports/send-ledger.ts';
import type { SendQueues } from '../ports/send-queues.ts';
import { countEnding } from '../steps/count-ending.ts';
import { countFailure } from '../steps/count-failure.ts';
import { sendsOfPerson } from '../steps/sends-of-person.ts';
import { waitOut } from '../steps/wait-out.ts';
import { attributeGoals } from './attribute-goals.ts';

export interface DecideSendsPorts {
  readonly book: CampaignBook;
  readonly ledger: Pick<SendLedger, 'plan' | 'ofProfile' | 'load' | 'write'>;
  readonly consents: Pick<ConsentStore, 'load'>;
  readonly queues: Pick<SendQueues, 'enqueue'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
}

/** Kept back from the invocation's time, to report what is not done. */
const RESERVE_MS = 5_000;

/**
 * Puts into the ledger what each profile write's events decide, and queues what is due now. A redelivery puts nothing
 * new and queues the same again: it mends a crash between the row and its message, and the sender ignores the rest.
 * Tables and queues that are away are waited out for as long as the invocation may take.
 */
export const decideSends =
  (ports: DecideSendsPorts) =>
  async ({ Records }: DynamoDBStreamEvent, remainingMs = 0): Promise<DynamoDBBatchResponse> => {
    const deadline = ports.clock.now() + remainingMs - RESERVE_MS;
    const groups = [...byItem(Records).values()];
    const failed = await Promise.all(groups.map((records) => firstFailure(ports, records, deadline)));
    const lowest = Records.find((record) => failed.includes(record));
    const sequence = lowest?.dynamodb?.SequenceNumber;
    if (lowest !== undefined && sequence === undefined) throw new Error('a stream record without a sequence number');
    return { batchItemFailures: sequence === undefined ? [] : [{ itemIdentifier: sequence }] };
  };

/** One item's records stay in their order; items do not wait for each other. */
const byItem = (records: readonly DynamoDBRecord[]): Map<string, DynamoDBRecord[]> => {
  const groups = new Map<string, DynamoDBRecord[]>();
  for (const record of records) {
    const key = record.dynamodb?.Keys?.pk?.S ?? record.dynamodb?.NewImage?.pk?.S ?? '';
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return groups;
};

const firstFailure = async (
  ports: DecideSendsPorts,
  records: readonly DynamoDBRecord[],
  deadline: Instant,
): Promise<DynamoDBRecord | undefined> => {
  const planned: Send[] = [];
  for (const record of records) {
    try {
      await waitOut(ports, deadline, () => decideRecord(ports, record, planned));
    } catch (error) {
      countFailure(ports.metrics, 'decide-sends', error);
      return record;
    }
  }
  return undefined;
};

/** Entries first, then the goals that the same write's events reached: a goal may follow its entry at once. */
const decideRecord = async (ports: DecideSendsPorts, record: DynamoDBRecord, planned: Send[]): Promise<void> => {
  const state = profileIn(record);
  if (state === undefined || state.applied.length === 0) return;
  planned.push(...(await planEntries(ports, state, planned)));
  await attributeGoals(ports, state, planned);
};

/** Entry by entry: each knows of those before it, `earlier` ones included, which the index may not show yet. */
const planEntries = async (
  ports: DecideSendsPorts,
  state: ProfileState,
  earlier: readonly Send[],
): Promise<readonly Send[]> => {
  const { profile } = state;
  const matches = matchesOf(ports.book, profile, state.applied);
  if (matches.length === 0) return [];
  const epochs = await epochsOf(ports, matches);
  const asksSends = matches.some(({ campaign }) => campaign.entry.againAfterMs !== undefined);
  const stored = asksSends ? await sendsOfPerson(ports.ledger, profile, SENDS_ASKED) : [];
  const isStored = new Set(stored.map(({ sendId }) => sendId));
  const known = {
    now: ports.clock.now(),
    brand: ports.book.brand,
    epochOf: (address: AddressHash) => epochs.get(address) ?? 0,
  };
  const rows: Send[] = [];
  for (const match of matches) {
    const unseen = [...earlier, ...rows].filter(({ sendId }) => !isStored.has(sendId));
    rows.push(...decide(match, profile, { ...known, sends: [...stored, ...unseen] }));
  }
  const added = await ports.ledger.plan(rows);
  count(
    ports,
    rows.filter(({ sendId }) => added.has(sendId)),
    zoneOf(profile, ports.book.brand).from,
  );
  const due = rows.filter(({ state: now, dueAt }) => now === 'planned' && dueAt <= known.now);
  if (due.length > 0) await ports.queues.enqueue(due.map(({ sendId, transactional }) => ({ sendId, transactional })));
  return rows;
};

const NOTHING_APPLIED = '[]';

const profileIn = ({ dynamodb }: DynamoDBRecord): ProfileState | undefined => {
  const image = dynamodb?.NewImage;
  // Most writes carry no event that begins anything: those are not even parsed.
  if (image?.kind?.S !== 'profile' || image.applied?.S === NOTHING_APPLIED) return undefined;
  const state = stateFromItem(toItem(image));
  return state.kind === 'profile' ? state : undefined;
};

/** Lambda hands binary values over as base64 text. */
const toItem = (image: Record<string, StreamValue>): Item => {
  const item: Item = {};
  for (const [name, { S, N, B }] of Object.entries(image)) {
    if (S !== undefined) item[name] = { S };
    else if (N !== undefined) item[name] = { N };
    else if (B !== undefined) item[name] = { B: typeof B === 'string' ? Buffer.from(B, 'base64') : B };
  }
  return item;
};

const epochsOf = async (
  { consents }: DecideSendsPorts,
  matches: readonly Match[],
): Promise<ReadonlyMap<AddressHash, number>> => {
  const addresses = [...new Set(matches.flatMap(({ addressHash }) => addressHash ?? []))];
  if (addresses.length === 0) return new Map();
  const found = await consents.load(addresses);
  return new Map([...found].map(([address, { epoch }]) => [address, epoch]));
};

const count = ({ metrics, book }: DecideSendsPorts, rows: readonly Send[], zoneFrom: RecipientZone['from']): void => {
  for (const row of rows) {
    if (isEntered(row) && book.campaigns.some((campaign) => standsForEntry(row, campaign)))
      metrics.count('CampaignEntries', 1, { Campaign: row.campaign, Arm: row.arm });
    if (row.state !== 'planned') countEnding(metrics, row);
    else {
      metrics.count('SendsPlanned', 1, { Campaign: row.campaign });
      // How many are mailed by a clock that is only assumed to be theirs.
      metrics.count('RecipientZones', 1, { From: zoneFrom });
    }
  }
};
