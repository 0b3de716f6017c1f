/** A job that one worker holds. */
export interface Claim<Payload> {
  readonly id: string;
  readonly payload: Payload;
  /** Number of this attempt, from 1; above the queue's maximum when the worker died on the last one. */
  readonly attempt: number;
  /** Proves that the job is still this worker's. */
  readonly token: string;
  /** End of the lease, in epoch milliseconds. */
  readonly leaseUntil: number;
}
