/**
 * What a web page of an allowed origin may send to the collector and read of its answers: what Segment's
 * browser SDK needs, said once for the gateway and for what stands in for it.
 */
export const collectorCors = {
  // A write key in `Authorization` is what makes a browser ask; the settings and the pixel are a plain GET.
  allowMethods: ['POST'],
  // analytics-next counts each retry in `X-Retry-Count`: without it a browser would send the first attempt alone.
  allowHeaders: ['authorization', 'content-type', 'content-encoding', 'x-retry-count'],
  // When a source that was refused for a while may come again; no script could read it otherwise.
  exposeHeaders: ['retry-after'],
  maxAgeSeconds: 3_600,
} as const;
