import type { DemoWorld } from '../../tools/demo/run-demo.ts';

/** A demo's world on paper: its time stands still at `now`, and it ends when `stop` is called. */
export const aDemoWorld = (now: number) => {
  const printed: string[] = [];
  const controller = new AbortController();
  const world: DemoWorld = {
    now: () => now,
    print: (text) => void printed.push(text),
    warn: (text) => void printed.push(text),
    progress: { show: () => undefined, end: () => undefined },
    signal: controller.signal,
  };
  return { world, printed, stop: () => controller.abort() };
};
