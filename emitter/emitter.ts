import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { EmitError } from './emit-error.ts';
import type { EventProperties } from './events.generated.ts';
import { flushOnExit, forgetOnExit } from './flush-on-exit.ts';
import { type About, type Message, toMessage } from './message.ts';
import { createOutbox, RECORD_BYTES } from './outbox.ts';
import { type Destination, putParcels } from './put-parcels.ts';

export interface EmitterOptions extends Destination {
  /** What this back end calls itself; its message ids are unique within it. */
  readonly source: string;
  /** @default 10,000 */
  readonly maxBufferedEvents?: number;
  /** @default 16 MiB */
  readonly maxBufferedBytes?: number;
  /** How long an event is tried before its promise rejects. @default 60,000 */
  readonly giveUpAfterMs?: number;
  /** How long the first event waits for company. @default 20 */
  readonly lingerMs?: number;
  /** PutRecords calls at once. @default 4 */
  readonly maxCalls?: number;
  /** Sends what is buffered before SIGTERM or SIGINT ends the process. @default true */
  readonly flushOnExit?: boolean;
  /** Time and chance, for tests. */
  readonly now?: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly fraction?: () => number;
  readonly newId?: () => string;
}

/** The event is durable in the stream. */
export interface Receipt {
  readonly messageId: string;
  readonly timestamp: string;
}

export interface Emitter<Events> {
  /** Resolves once the event is durable; until then it is not acknowledged. Rejects with an EmitError. */
  emit<Name extends keyof Events & string>(event: Name, properties: Events[Name], about: About): Promise<Receipt>;
  /** Says who somebody is: traits are kept on the profile. `email` is where mail goes. */
  identify(traits: Readonly<Record<string, unknown>>, about: About): Promise<Receipt>;
  /** Resolves when the buffer has room: what a producer awaits that is faster than the stream. */
  ready(): Promise<void>;
  /** Resolves when all that was emitted so far is durable or was rejected. */
  flush(): Promise<void>;
  /** Takes no more events, and flushes. */
  close(): Promise<void>;
}

/**
 * An emitter to Kinesis, typed from `schemas/`. Name further events as
 * `createEmitter<EventProperties & { 'Door Opened': { door: string } }>(…)`.
 */
export const createEmitter = <Events = EventProperties>(options: EmitterOptions): Emitter<Events> => {
  const { source, maxBufferedEvents = 10_000, maxBufferedBytes = 16 * 1024 * 1024 } = options;
  const { giveUpAfterMs = 60_000, lingerMs = 20, maxCalls = 4, now = Date.now } = options;
  const { fraction = Math.random, newId = randomUUID, sleep = sleepUnlessWoken } = options;
  const outbox = createOutbox(fraction);
  const calls = new Set<Promise<void>>();
  const unsettled = new Set<Promise<unknown>>();
  const waitingForRoom: (() => void)[] = [];
  let isClosed = false;
  let isDriving = false;
  let hasArrived = false;
  let wake = new AbortController();

  const hasRoom = (): boolean => outbox.events < maxBufferedEvents && outbox.bytes < maxBufferedBytes;
  const makeRoom = (): void => {
    if (hasRoom()) for (const proceed of waitingForRoom.splice(0)) proceed();
  };

  const call = async (): Promise<void> => {
    const parcels = outbox.take(now());
    if (parcels.length > 0) await putParcels(options, parcels, outbox, now);
    makeRoom();
  };

  /** An event waits a moment for others, so that they share a call. */
  const gather = async (): Promise<void> => {
    hasArrived = false;
    await sleep(lingerMs, new AbortController().signal);
  };

  /** Sends until nothing is left; at most one of it runs. */
  const drive = async (): Promise<void> => {
    await gather();
    while (outbox.events > 0) {
      const dueIn = outbox.dueIn(now());
      if (dueIn === 0 && calls.size < maxCalls) {
        const made = call().finally(() => calls.delete(made));
        calls.add(made);
        continue;
      }
      wake = new AbortController();
      const pause = dueIn === undefined || dueIn === 0 ? [] : [sleep(dueIn, wake.signal)];
      const woken = new Promise((resolve) => wake.signal.addEventListener('abort', resolve, { once: true }));
      await Promise.race([...calls, ...pause, woken]);
      wake.abort();
      if (hasArrived) await gather();
    }
    isDriving = false;
  };

  const send = (message: Message): Promise<Receipt> => {
    const { messageId, timestamp, partitionKey, json } = message;
    const refuse = (code: 'too_large' | 'closed' | 'buffer_full', detail: string) =>
      Promise.reject(new EmitError(code, messageId, detail));
    if (isClosed) return refuse('closed', 'the emitter is closed');
    if (json.byteLength + Buffer.byteLength(partitionKey) > RECORD_BYTES)
      return refuse('too_large', `is more than the ${RECORD_BYTES} bytes of a record`);
    if (!hasRoom()) return refuse('buffer_full', 'the buffer is full: await ready()');
    const { promise, resolve, reject } = Promise.withResolvers<Receipt>();
    outbox.add({
      messageId,
      partitionKey,
      json,
      deadline: now() + giveUpAfterMs,
      stored: () => resolve({ messageId, timestamp }),
      failed: (cause) => reject(new EmitError('not_delivered', messageId, 'is not known to be stored', cause)),
    });
    const settled = promise.then(
      () => undefined,
      () => undefined,
    );
    unsettled.add(settled);
    void settled.then(() => unsettled.delete(settled));
    if (isDriving) {
      hasArrived = true;
      wake.abort();
    } else {
      isDriving = true;
      void drive();
    }
    return promise;
  };

  const emitter: Emitter<Events> = {
    emit: async (event, properties, about) =>
      send(toMessage({ type: 'track', event, properties }, about, { source, now: now(), newId })),
    identify: async (traits, about) =>
      send(toMessage({ type: 'identify', traits }, about, { source, now: now(), newId })),
    ready: () => (hasRoom() ? Promise.resolve() : new Promise((proceed) => waitingForRoom.push(proceed))),
    flush: async () => {
      await Promise.all(unsettled);
    },
    close: () => {
      isClosed = true;
      forgetOnExit(emitter);
      return emitter.flush();
    },
  };
  if (options.flushOnExit !== false) flushOnExit(emitter);
  return emitter;
};

const sleepUnlessWoken = (ms: number, signal: AbortSignal): Promise<unknown> =>
  setTimeout(ms, undefined, { signal }).catch(() => undefined);
