/**
 * Thrown when a worker no longer holds its job: the lease ended and another worker claimed the job, or the job was
 * removed. Inside a transaction it rolls back everything that the worker wrote.
 */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";

  constructor(queue: string, jobId: string) {
    super(`The worker lost job ${jobId} of queue "${queue}": its lease ended, or the job was removed.`);
  }
}

/** Throw it in a handler to set the time of the next attempt. It replaces the queue's backoff. */
export class RetryLater extends Error {
  override readonly name = "RetryLater";
  readonly delayMs: number;

  /** @param delayMs wait before the next attempt, in milliseconds, 0 or more */
  constructor(delayMs: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.delayMs = delayMs;
  }
}
