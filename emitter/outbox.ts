/** An event that waits to be stored. */
export interface Pending {
  readonly messageId: string;
  readonly partitionKey: string;
  readonly json: Buffer;
  /** When it is given up. */
  readonly deadline: number;
  stored(): void;
  failed(cause: unknown): void;
}

/** Events of one key that travel as one record, in their order: all of them are stored, or none is. */
export interface Parcel {
  readonly partitionKey: string;
  readonly events: readonly Pending[];
  readonly data: Buffer;
}

/** Source of the limits: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
export const RECORD_BYTES = 1024 * 1024;
const RECORDS_A_CALL = 500;
const BYTES_A_CALL = 5 * 1024 * 1024;
/** A record that fails is sent again whole: not too much of it. */
const PARCEL_BYTES = 128 * 1024;
const EVENTS_A_PARCEL = 500;

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 5_000;

interface Lane {
  readonly partitionKey: string;
  events: Pending[];
  isTravelling: boolean;
  attempts: number;
  notBefore: number;
}

export interface Outbox {
  readonly events: number;
  readonly bytes: number;
  add(event: Pending): void;
  /** What one call may carry of what is due; empty where nothing is. */
  take(now: number): readonly Parcel[];
  /** Its events are in the stream. */
  delivered(parcel: Parcel): void;
  /** It comes again after a while, unless its events' time is up. */
  returned(parcel: Parcel, now: number, cause: unknown): void;
  /** It never will be stored. */
  refused(parcel: Parcel, cause: unknown): void;
  /** Until something that waits is due; undefined where nothing waits. */
  dueIn(now: number): number | undefined;
}

/**
 * Events by partition key. A key has one record under way at a time: a retry can never overtake, or be overtaken by,
 * another event of the same person. `fraction` is chance, in [0, 1).
 */
export const createOutbox = (fraction: () => number): Outbox => {
  const lanes = new Map<string, Lane>();
  let [events, bytes] = [0, 0];

  const settle = (lane: Lane | undefined, settled: readonly Pending[], tell: (event: Pending) => void): void => {
    for (const event of settled) {
      events -= 1;
      bytes -= event.json.byteLength;
      tell(event);
    }
    if (lane?.events.length === 0 && !lane.isTravelling) lanes.delete(lane.partitionKey);
  };

  const arrive = ({ partitionKey }: Parcel): Lane | undefined => {
    const lane = lanes.get(partitionKey);
    if (lane !== undefined) lane.isTravelling = false;
    return lane;
  };

  return {
    get events() {
      return events;
    },
    get bytes() {
      return bytes;
    },
    add: (event) => {
      events += 1;
      bytes += event.json.byteLength;
      const { partitionKey } = event;
      const lane = lanes.get(partitionKey);
      if (lane !== undefined) lane.events.push(event);
      else lanes.set(partitionKey, { partitionKey, events: [event], isTravelling: false, attempts: 0, notBefore: 0 });
    },
    take: (now) => {
      const parcels: Parcel[] = [];
      let left = BYTES_A_CALL;
      for (const lane of lanes.values()) {
        if (parcels.length === RECORDS_A_CALL) break;
        if (lane.isTravelling || lane.notBefore > now || lane.events.length === 0) continue;
        const parcel = toParcel(lane);
        const size = parcel.data.byteLength + Buffer.byteLength(lane.partitionKey);
        if (size > left) break;
        left -= size;
        lane.isTravelling = true;
        lane.events.splice(0, parcel.events.length);
        parcels.push(parcel);
      }
      return parcels;
    },
    delivered: (parcel) => {
      const lane = arrive(parcel);
      if (lane !== undefined) [lane.attempts, lane.notBefore] = [0, 0];
      settle(lane, parcel.events, (event) => event.stored());
    },
    returned: (parcel, now, cause) => {
      const lane = arrive(parcel);
      if (lane === undefined) return;
      lane.attempts += 1;
      lane.notBefore = now + fraction() * Math.min(FIRST_WAIT_MS * 2 ** (lane.attempts - 1), LONGEST_WAIT_MS);
      const isOver = ({ deadline }: Pending): boolean => deadline <= now;
      lane.events = [...parcel.events.filter((event) => !isOver(event)), ...lane.events];
      settle(lane, parcel.events.filter(isOver), (event) => event.failed(cause));
    },
    refused: (parcel, cause) => settle(arrive(parcel), parcel.events, (event) => event.failed(cause)),
    dueIn: (now) => {
      let earliest: number | undefined;
      for (const { isTravelling, events: waiting, notBefore } of lanes.values()) {
        if (isTravelling || waiting.length === 0) continue;
        earliest = Math.min(earliest ?? notBefore, notBefore);
      }
      return earliest === undefined ? undefined : Math.max(earliest - now, 0);
    },
  };
};

/** One event is a message; several are a JSON array of messages. The first always goes, however large. */
const toParcel = ({ partitionKey, events }: Lane): Parcel => {
  const chosen: Pending[] = [];
  let bytes = 2;
  for (const event of events) {
    bytes += event.json.byteLength + 1;
    if (chosen.length > 0 && (bytes > PARCEL_BYTES || chosen.length === EVENTS_A_PARCEL)) break;
    chosen.push(event);
  }
  const [only] = chosen;
  if (only !== undefined && chosen.length === 1) return { partitionKey, events: chosen, data: only.json };
  const texts = chosen.map(({ json }) => json.toString('utf8'));
  return { partitionKey, events: chosen, data: Buffer.from(`[${texts.join(',')}]`) };
};
