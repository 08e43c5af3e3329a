import type { DemoWorld } from '../../tools/demo/run-demo.ts';

/** A demo's world on paper: its time stands still at `now`, and it ends when `stop` is called. */
export const aDemoWorld = (now: number) => {
  const printed: string[] = [];
  let stop: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const world: DemoWorld = {
    now: () => now,
    print: (text) => void printed.push(text),
    warn: (text) => void printed.push(text),
    progress: { show: () => undefined, end: () => undefined },
    stopped,
  };
  return { world, printed, stop: () => stop() };
};
