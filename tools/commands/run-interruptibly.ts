/** What a shell reports of a program that Ctrl-C ended. */
const INTERRUPTED = 130;

const GRACE_MS = 3_000;

/**
 * Runs to the end, or until Ctrl-C (or SIGTERM) aborts the signal. Nobody needs to press it twice: what has not come to
 * its end after the grace, as a file that is being read, is left there, and the process ends.
 */
export const runInterruptibly = async (
  run: (signal: AbortSignal) => Promise<void>,
  graceMs = GRACE_MS,
): Promise<void> => {
  const controller = new AbortController();
  const { signal } = controller;
  const interrupt = (): void => {
    controller.abort();
    setTimeout(() => process.exit(INTERRUPTED), graceMs).unref();
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    await run(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    process.exitCode = INTERRUPTED;
  }
  // The middleware of a function that sleeps before it tries again holds a timer for as long as the function may take.
  if (signal.aborted) process.exit();
};
