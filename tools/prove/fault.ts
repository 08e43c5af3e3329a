/** What can go wrong at one await. Every kind is deterministic: the same fault at the same place does the same again. */
export type FaultKind =
  | 'refuse' // fails before anything was done
  | 'throttle' // as refuse, with the error of a table or service that is out of capacity
  | 'partly' // half of a call that is no transaction is done, then it fails
  | 'delay' // done, later
  | 'lose' // done, and the acknowledgement is lost
  | 'hang' // never answered and never done: the function runs into its time-out
  | 'crash-before' // the process dies here
  | 'crash-after' // the process dies once the call was done
  | 'land-late' // the process dies, and the request arrives after its death
  | 'stale' // an index that lags behind
  | 'mail-throttled'
  | 'mail-paused'
  | 'mail-rejected'
  | 'forget' // the function ends well, and its answer is lost: the event source comes again
  | 'twice' // delivered twice
  | 'late' // delivered later
  | 'never'; // not delivered at all

export interface Fault {
  /** `<function>.<port>.<method>`, or an event source's own place. */
  readonly at: string;
  /** Which call there, from 1. */
  readonly nth: number;
  readonly kind: FaultKind;
  /** How long, where that matters. */
  readonly ms?: number;
}

/** Decides what happens at each place that a history passes. Asked once a call, in the order of the calls. */
export interface FaultSource {
  next(at: string, nth: number, kinds: readonly FaultKind[]): Fault | undefined;
}

export const noFaults: FaultSource = { next: () => undefined };

/** Exactly these faults, wherever the history meets them. */
export const faultsFrom = (faults: readonly Fault[]): FaultSource => {
  const byPlace = new Map(faults.map((fault) => [`${fault.at}#${fault.nth}`, fault]));
  return { next: (at, nth) => byPlace.get(`${at}#${nth}`) };
};

/** By chance: `rate` of the calls, of which each kind gets its share of weight; kinds without weight never happen. */
export const faultsByChance = (
  fraction: () => number,
  rate: number,
  weightOf: (kind: FaultKind, at: string) => number,
): FaultSource => ({
  next: (at, nth, kinds) => {
    if (fraction() >= rate) return undefined;
    const weights = kinds.map((kind) => weightOf(kind, at));
    let left = fraction() * weights.reduce((sum, weight) => sum + weight, 0);
    const kind = kinds.find((_, index) => {
      left -= weights[index] ?? 0;
      return left < 0;
    });
    if (kind === undefined) return undefined;
    // Mostly short, at times longer than any time-out.
    const ms = Math.floor(10 * 10 ** (fraction() * (kind === 'late' ? 6 : 3.5)));
    return { at, nth, kind, ms };
  },
});

const RANDOM_KINDS: readonly FaultKind[] = [
  'refuse',
  'throttle',
  'delay',
  'lose',
  'hang',
  'crash-before',
  'crash-after',
  'land-late',
];

/** Calls that are several writes in AWS: some of them may be done when it fails. */
const PIECEMEAL = ['ledger.plan', 'events.put', 'failedEvents.put', 'catalogue.put'];
/** Reads that may lag behind the writes. */
const EVENTUAL = ['ledger.due', 'ledger.ofProfile'];

/** The faults that a call of a port can meet. */
export const kindsAt = (at: string): readonly FaultKind[] => {
  const [, port, method] = at.split('.');
  const call = `${port}.${method}`;
  if (call === 'mailer.send') return [...RANDOM_KINDS, 'mail-throttled', 'mail-paused', 'mail-rejected'];
  // A standard queue may hand over a message twice.
  if (call === 'queues.enqueue') return [...RANDOM_KINDS, 'partly', 'twice'];
  if (PIECEMEAL.includes(call)) return [...RANDOM_KINDS, 'partly'];
  if (EVENTUAL.includes(call)) return [...RANDOM_KINDS, 'stale'];
  return RANDOM_KINDS;
};
