import type { Sql, TransactionSql } from "errata/store";
import { every } from "../concurrency/index.ts";
import { traceJob } from "../tracing/index.ts";
import type { Claim } from "./claim.ts";
import { LeaseLost, type Queue } from "./queue.ts";

/** Throw it in a handler to set the time of the next attempt. It replaces the queue's backoff. */
export class RetryLater extends Error {
  override readonly name = "RetryLater";
  readonly delayMs: number;
  /** Whether the failed attempt counts towards the queue's maximum. */
  readonly isAttempt: boolean;

  /**
   * @param delayMs wait before the next attempt, in milliseconds, 0 or more
   * @param isAttempt false if the job could not be attempted because something that it needs is down. @default true
   */
  constructor(delayMs: number, message: string, options: ErrorOptions & { readonly isAttempt?: boolean } = {}) {
    super(message, options);
    this.delayMs = delayMs;
    this.isAttempt = options.isAttempt ?? true;
  }
}

/** A claimed job, as its handler sees it. */
export interface Job<Payload> {
  readonly id: string;
  readonly payload: Payload;
  /** Number of this attempt, from 1. */
  readonly attempt: number;
  /** Whether the job fails for good if this attempt fails. */
  readonly isLastAttempt: boolean;
  /** Aborts when the lease is lost or the worker stops. Another worker repeats whatever the handler does afterwards. */
  readonly signal: AbortSignal;
  /**
   * Finishes the job in the transaction of its effect, so both happen or neither does. If the handler does not call it,
   * the job finishes after the handler returns, and a crash in between repeats the effect.
   *
   * @throws LeaseLost if another worker claimed the job; let it roll the transaction back
   */
  finish(sql: Sql): Promise<void>;
  /** Marks the job as removed on purpose, so the worker does not finish it. */
  markRemoved(): void;
}

/** How to run jobs. */
export interface JobOptions<Payload> {
  readonly queue: Queue<Payload>;
  /** Runs a job. If it throws, the job is retried with the queue's backoff, or after the delay of a RetryLater. */
  readonly handle: (job: Job<Payload>) => Promise<void>;
  /** Runs in the transaction that marks a job as failed after its last attempt. */
  readonly onFailed?: (sql: TransactionSql, claim: Claim<Payload>, error: unknown) => Promise<void>;
  /** Receives the error of each failed attempt. */
  readonly onFailure?: (error: unknown, jobId: string) => void;
}

/** Runs a claimed job, renews its lease in the meantime, and stores the result. @param stop aborts when the worker stops */
export async function runJob<Payload>(
  options: JobOptions<Payload>,
  claim: Claim<Payload>,
  stop: AbortSignal,
): Promise<void> {
  const { queue, handle, onFailure = () => undefined } = options;
  if (claim.attempt > queue.maxAttempts) {
    const error = new Error(`The worker died, or lost its lease, in each of ${queue.maxAttempts} attempts.`);
    onFailure(error, claim.id);
    return await fail(options, claim, error);
  }
  const lease = renewLease(queue, claim);
  let isFinished = false;
  try {
    const job: Job<Payload> = {
      id: claim.id,
      payload: claim.payload,
      attempt: claim.attempt,
      isLastAttempt: claim.attempt >= queue.maxAttempts,
      signal: AbortSignal.any([lease.lost, stop]),
      async finish(sql) {
        await queue.finish(sql, claim);
        isFinished = true;
      },
      markRemoved() {
        isFinished = true;
      },
    };
    await traceJob(queue.name, claim, () => handle(job));
    if (!isFinished) await queue.finish(queue.store.sql, claim);
  } catch (error) {
    await settleFailure(options, claim, error, stop);
  } finally {
    lease.end();
  }
}

async function settleFailure<Payload>(
  options: JobOptions<Payload>,
  claim: Claim<Payload>,
  error: unknown,
  stop: AbortSignal,
): Promise<void> {
  const { queue, onFailure = () => undefined } = options;
  // Not a failure: the worker was stopped, and another one runs the job.
  if (stop.aborted) return await queue.release(claim);
  onFailure(error, claim.id);
  if (error instanceof LeaseLost) return;
  const isAttempt = !(error instanceof RetryLater) || error.isAttempt;
  if (isAttempt && claim.attempt >= queue.maxAttempts) return await fail(options, claim, error);
  const delayMs = error instanceof RetryLater ? error.delayMs : queue.backoffMs(claim.attempt);
  await queue.postpone(claim, delayMs, error, isAttempt);
}

async function fail<Payload>(options: JobOptions<Payload>, claim: Claim<Payload>, error: unknown): Promise<void> {
  const { queue, onFailed, onFailure = () => undefined } = options;
  try {
    await queue.store.transaction(async (sql) => {
      await queue.fail(sql, claim, error);
      await onFailed?.(sql, claim, error);
    });
  } catch (failure) {
    if (!(failure instanceof LeaseLost)) throw failure;
    onFailure(failure, claim.id);
  }
}

/** Renews a lease until `end`. Aborts `lost` if another worker has the job, or if renewals failed for a whole lease. */
function renewLease<Payload>(queue: Queue<Payload>, claim: Claim<Payload>): { lost: AbortSignal; end(): void } {
  const controller = new AbortController();
  let { leaseUntil } = claim;
  const lose = (): void => controller.abort(new LeaseLost(queue.name, claim.id));
  const renewal = every(
    Math.max(1, queue.leaseMs / 3),
    async () => {
      const renewed = await queue.renew(claim);
      if (renewed === undefined) lose();
      leaseUntil = renewed ?? leaseUntil;
    },
    () => queue.clock() >= leaseUntil && lose(),
  );
  renewal.start();
  // A renewal under way changes nothing, because the job has ended.
  return { lost: controller.signal, end: () => void renewal.stop() };
}
