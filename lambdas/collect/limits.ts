/** What one request may be. Source: https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/ */
export const collectorLimits = {
  eventBytes: 32 * 1024,
  bodyBytes: 500 * 1024,
  eventsABatch: 2_500,
  /** Events of a batch that are kept as failed ones beside good ones; more of them is a broken producer. */
  badEventsABatch: 20,
  /** What a request may become on the stream: its context is copied into each of its events. */
  requestBytes: 8 * 1024 * 1024,
  /** Of one source at one instance of the function; what API Gateway throttles comes before it. */
  eventsASecond: 5_000,
  /** How long a throttled shard is waited for: Segment's Node SDK hangs up after 10 s, and sends all of it again. */
  patienceMs: 8_000,
} as const;
