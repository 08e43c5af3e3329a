import { vi } from 'vitest';
import { emfMetrics } from '../../../lambdas/adapters/aws/emf-metrics.ts';
import type { CloudMetrics } from '../../../tools/cloud/cloud-metrics.ts';

/** An error as Lambda writes it into the log: its kind, text, stack, and every further property. */
export const asLogged = (error: unknown): string =>
  error instanceof Error
    ? JSON.stringify({
        errorType: error.name,
        errorMessage: error.message,
        ...error,
        stack: error.stack,
        cause: String(error.cause),
      })
    : JSON.stringify(error);

/** Everything that would stand in CloudWatch: what is printed, the metric lines, and what invocations fail with. */
export const listenToLogs = () => {
  const lines: string[] = [];
  const hear = (...said: readonly unknown[]) =>
    void lines.push(said.map((part) => (typeof part === 'string' ? part : asLogged(part))).join(' '));
  for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace', 'dir'] as const)
    vi.spyOn(console, method).mockImplementation(hear);
  const write = (chunk: string | Uint8Array): boolean => {
    lines.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
    return true;
  };
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(write);
  return {
    lines,
    hear,
    /** Has each measurement written as the functions in AWS write it, too. */
    hearMetrics: (metrics: CloudMetrics, now: () => number) => {
      const emf = emfMetrics(now, (line) => lines.push(line));
      const { count, duration } = metrics;
      vi.spyOn(metrics, 'count').mockImplementation((...said) => {
        count(...said);
        emf.count(...said);
      });
      vi.spyOn(metrics, 'duration').mockImplementation((...said) => {
        duration(...said);
        emf.duration(...said);
      });
    },
    stop: () => vi.restoreAllMocks(),
  };
};
