/**
 * Says that a worker no longer holds its job: the lease ran out and another took it, or the job was removed. Thrown
 * inside a transaction it takes back everything that the worker wanted to write.
 */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";

  constructor(queue: string, jobId: string) {
    super(`job ${jobId} of queue "${queue}" is no longer this worker's: its lease ran out, or the job was removed.`);
  }
}
