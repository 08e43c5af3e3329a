/** Counts for dashboards and alarms (CloudWatch EMF). Approximate: a redelivery counts again. Never personal data. */
export interface Metrics {
  count(name: string, value: number, dimensions?: Readonly<Record<string, string>>): void;
  /** Milliseconds. */
  duration(name: string, ms: number, dimensions?: Readonly<Record<string, string>>): void;
}
