import type { WriteStream } from 'node:tty';

/** Where progress goes: standard error, so that what is printed can be piped. */
export interface Progress {
  /** `share` from 0 to 1. Shown at most four times a second. */
  show(share: number, text: string): void;
  end(): void;
}

const WIDTH = 24;
const INTERVAL_MS = 250;
/** Where nobody watches, a line now and then is enough. */
const LOG_INTERVAL_MS = 5_000;

export const progressOn = (out: Pick<WriteStream, 'isTTY' | 'write'>, nowMs: () => number): Progress => {
  let shownAt = nowMs();
  let isOpen = false;
  return {
    show: (share, text) => {
      if (nowMs() - shownAt < (out.isTTY ? INTERVAL_MS : LOG_INTERVAL_MS)) return;
      shownAt = nowMs();
      const done = Math.round(Math.min(1, Math.max(0, share)) * WIDTH);
      const bar = `${'█'.repeat(done)}${'░'.repeat(WIDTH - done)}`;
      if (!out.isTTY) out.write(`${Math.round(share * 100)} % ${text}\n`);
      else out.write(`\r\u001b[K${bar} ${text}`);
      isOpen = true;
    },
    end: () => {
      if (isOpen && out.isTTY) out.write('\r\u001b[K');
      isOpen = false;
    },
  };
};
