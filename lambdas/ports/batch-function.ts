/** A function that can be handed a batch which its event source gave up: it repeats nothing that it did already. */
export interface BatchFunction {
  /** Whether it did all of the batch. Rejects where it could not be asked. */
  handle(event: unknown): Promise<boolean>;
}
