import type { Sql, TransactionSql } from "errata/store";
import type { Claim } from "./claim.ts";
import { GiveUp } from "./give-up.ts";
import { LeaseLost } from "./lease-lost.ts";
import type { Queue } from "./queue.ts";
import { RetryLater } from "./retry-later.ts";

/** A job as its handler sees it. */
export interface Job<Payload> {
  readonly id: string;
  readonly payload: Payload;
  /** Number of this attempt, from 1. */
  readonly attempt: number;
  /** Says that a failure now is the last. */
  readonly isLastAttempt: boolean;
  /** Aborted when the lease is lost or the worker stops; what the handler does then is done again by another. */
  readonly signal: AbortSignal;
  /**
   * Ends the job in the transaction of its effect, so that both happen or neither. A handler that only returns has its
   * job ended after its effect: a crash between the two repeats it.
   *
   * @throws LeaseLost when another worker has the job now; let it take the transaction back
   */
  finish(sql: Sql): Promise<void>;
  /** Says that the job is over without this worker, because it was removed on purpose: nothing is left to end. */
  leave(): void;
}

/** What is done with one claimed job. */
export interface JobOptions<Payload> {
  readonly queue: Queue<Payload>;
  /** Does the job. A throw is tried again: later each time, or as RetryLater or GiveUp say. */
  readonly handle: (job: Job<Payload>) => Promise<void>;
  /** Runs in the transaction that gives a job up. */
  readonly onGiveUp?: (sql: TransactionSql, claim: Claim<Payload>, error: unknown) => Promise<void>;
  /** Is told of each failure. */
  readonly onFailure?: (error: unknown, jobId: string) => void;
}

/** Holds a job's lease while its handler works, and settles what becomes of it. @param stop aborted when the worker stops */
export async function runJob<Payload>(
  options: JobOptions<Payload>,
  claim: Claim<Payload>,
  stop: AbortSignal,
): Promise<void> {
  const { queue, handle, onFailure = () => undefined } = options;
  if (claim.attempt > queue.maxAttempts) {
    const error = new Error(`the worker died, or lost its lease, on each of ${queue.maxAttempts} attempts`);
    onFailure(error, claim.id);
    return await giveUp(options, claim, error);
  }
  const lease = holdLease(queue, claim);
  let isFinished = false;
  try {
    await handle({
      id: claim.id,
      payload: claim.payload,
      attempt: claim.attempt,
      isLastAttempt: claim.attempt >= queue.maxAttempts,
      signal: AbortSignal.any([lease.lost, stop]),
      async finish(sql) {
        await queue.finish(sql, claim);
        isFinished = true;
      },
      leave() {
        isFinished = true;
      },
    });
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
  // Nothing failed: the worker was told to stop, and hands its job to whoever comes next.
  if (stop.aborted && !(error instanceof GiveUp)) return await queue.release(claim);
  onFailure(error, claim.id);
  if (error instanceof LeaseLost) return;
  if (error instanceof GiveUp || claim.attempt >= queue.maxAttempts) return await giveUp(options, claim, error);
  const delayMs = error instanceof RetryLater ? error.delayMs : queue.backoffMs(claim.attempt);
  await queue.postpone(claim, delayMs, error);
}

async function giveUp<Payload>(options: JobOptions<Payload>, claim: Claim<Payload>, error: unknown): Promise<void> {
  const { queue, onGiveUp, onFailure = () => undefined } = options;
  try {
    await queue.store.transaction(async (sql) => {
      await queue.giveUp(sql, claim, error);
      await onGiveUp?.(sql, claim, error);
    });
  } catch (failure) {
    if (!(failure instanceof LeaseLost)) throw failure;
    onFailure(failure, claim.id);
  }
}

/** Renews a lease until `end`; aborts `lost` when the job is another's, or when the store was away for a whole lease. */
function holdLease<Payload>(queue: Queue<Payload>, claim: Claim<Payload>): { lost: AbortSignal; end(): void } {
  const controller = new AbortController();
  let { leaseUntil } = claim;
  let isRenewing = false;

  async function renew(): Promise<void> {
    if (isRenewing) return;
    isRenewing = true;
    try {
      const renewed = await queue.renew(claim);
      if (renewed === undefined) controller.abort(new LeaseLost(queue.name, claim.id));
      leaseUntil = renewed ?? leaseUntil;
    } catch {
      if (queue.clock() >= leaseUntil) controller.abort(new LeaseLost(queue.name, claim.id));
    } finally {
      isRenewing = false;
    }
  }

  const timer = setInterval(() => void renew(), Math.max(1, queue.leaseMs / 3));
  return { lost: controller.signal, end: () => clearInterval(timer) };
}
