/** What Lambda makes of a function's answer where the mapping has `ReportBatchItemFailures`. */
export type Verdict =
  | { readonly kind: 'success' }
  | { readonly kind: 'complete_failure' }
  /** Identifiers that are all in the batch, each once. */
  | { readonly kind: 'partial_failure'; readonly failed: ReadonlySet<string> };

/**
 * Reads a function's answer as Lambda documents it: nothing, or no failures, is success; a failure without an
 * identifier, or with one that is not in the batch, fails all of it.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export const readBatchResponse = (response: unknown, isInBatch: (identifier: string) => boolean): Verdict => {
  if (typeof response !== 'object' || response === null || !('batchItemFailures' in response))
    return { kind: 'success' };
  const failures = response.batchItemFailures;
  if (failures === null || failures === undefined) return { kind: 'success' };
  if (!Array.isArray(failures)) return { kind: 'complete_failure' };
  const failed = new Set<string>();
  for (const failure of failures) {
    const identifier: unknown =
      typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure
        ? failure.itemIdentifier
        : undefined;
    if (typeof identifier !== 'string' || !isInBatch(identifier)) return { kind: 'complete_failure' };
    failed.add(identifier);
  }
  return failed.size === 0 ? { kind: 'success' } : { kind: 'partial_failure', failed };
};
