/** Thrown by a handler that knows when to try again: its own delay takes the place of the queue's backoff. */
export class RetryLater extends Error {
  override readonly name = "RetryLater";
  readonly delayMs: number;

  /** @param delayMs wait before the next attempt, in milliseconds, 0 or more */
  constructor(delayMs: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.delayMs = delayMs;
  }
}
