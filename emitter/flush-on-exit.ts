const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** What of `process` is used. */
export interface ExitingProcess {
  readonly pid: number;
  once(signal: NodeJS.Signals, listener: () => void): unknown;
  listenerCount(signal: NodeJS.Signals): number;
  kill(pid: number, signal: NodeJS.Signals): unknown;
}

interface Closable {
  close(): Promise<void>;
}

const openIn = new WeakMap<ExitingProcess, Set<Closable>>();

/**
 * On a signal that asks the process to end: takes no more events, sends what is buffered, then lets the signal do what
 * it would have done. Where somebody else listens to the signal too, ending the process is left to them. A process that
 * ends because it has nothing left to do needs none of this: what is buffered keeps it alive. Nobody can wait inside
 * `process.exit()`: await `close()` before it.
 */
export const flushOnExit = (emitter: Closable, process: ExitingProcess = globalThis.process): void => {
  const known = openIn.get(process);
  if (known !== undefined) {
    known.add(emitter);
    return;
  }
  const open = new Set([emitter]);
  openIn.set(process, open);
  for (const signal of SIGNALS) {
    process.once(signal, () => {
      const isOurs = process.listenerCount(signal) === 0;
      void Promise.all([...open].map((each) => each.close())).then(() => {
        if (isOurs) process.kill(process.pid, signal);
      });
    });
  }
};

/** An emitter that is closed has nothing to flush. */
export const forgetOnExit = (emitter: Closable, process: ExitingProcess = globalThis.process): void => {
  openIn.get(process)?.delete(emitter);
};
