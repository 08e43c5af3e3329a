/** An S3 bucket: the lake, the failed events. Durable once `put` resolves; the same key is overwritten. */
export interface ObjectStore {
  put(key: string, body: Uint8Array, contentType: string): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  /** A key that is not there is no error. */
  delete(key: string): Promise<void>;
  /** Keys with the prefix, in order, page by page. */
  list(prefix: string, options?: { readonly after?: string }): AsyncIterable<string>;
}
