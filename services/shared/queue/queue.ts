import { describeCause } from "errata/server";
import { currentRequestId, type Sql, type Store, type TransactionSql } from "errata/store";
import { traceHeaders } from "../tracing/index.ts";
import { type Claim, claimDue } from "./claim.ts";
import { inheritedJobs, interruptedToken } from "./inherited-jobs.ts";

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

/** Options of a queue. */
export interface QueueOptions {
  /** Name of the queue, such as `orders`. */
  readonly name: string;
  /** A store with the tables of `queueMigrations`. On PostgreSQL several processes may share it. */
  readonly store: Store;
  /** How long a claim lasts without a renewal, in milliseconds, 1 or more. Workers renew it three times as often. @default 5_000 */
  readonly leaseMs?: number;
  /** Maximum number of attempts per job, 1 or more. An attempt whose worker died counts. @default 5 */
  readonly maxAttempts?: number;
  /**
   * Wait before the next attempt, in milliseconds.
   *
   * @param attempt number of the failed attempt, from 1
   * @default 1 s, doubled each time, at most 5 min
   */
  readonly backoffMs?: (attempt: number) => number;
  /**
   * Maximum number of jobs of one group that run at the same time, in all processes together. Claims of several processes
   * at the same moment can exceed it by a few.
   *
   * @default unlimited
   */
  readonly maxRunningPerGroup?: number;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/** A job to add. */
export interface NewJob<Payload> {
  /** Id within the queue. Adding a job whose id is waiting or running changes nothing. */
  readonly id: string;
  /** Data for the handler; stored as JSON. */
  readonly payload: Payload;
  /** The account or receiver that the job belongs to. Groups take turns, so that no group delays another by more than one job. @default "" */
  readonly group?: string;
  /** Wait before the first attempt, in milliseconds. @default 0 */
  readonly delayMs?: number;
}

/** Number of jobs by state. */
export interface QueueCounts {
  /** Due or delayed. */
  readonly waiting: number;
  /** Claimed by a worker. */
  readonly running: number;
  /** Failed in every attempt. */
  readonly failed: number;
}

/** A queue of jobs in the store. Each job runs at least once; `finish` in the transaction of its effect makes it exactly once. */
export interface Queue<Payload> {
  readonly name: string;
  readonly store: Store;
  readonly leaseMs: number;
  readonly maxAttempts: number;
  readonly backoffMs: (attempt: number) => number;
  readonly clock: () => number;
  /**
   * Adds a job in the transaction of its cause. The job carries the id of the current request, for which it runs. Call
   * `wake` after the commit to run it at once.
   */
  enqueue(sql: TransactionSql, job: NewJob<Payload>): Promise<void>;
  /** Notifies the workers of this process that jobs may be due. */
  wake(): void;
  /** Calls `listener` on each `wake`. @returns a function that removes the listener */
  onWake(listener: () => void): () => void;
  /**
   * Claims jobs that are due: first those of the groups with the fewest running jobs, then those that a worker held when it
   * died or stopped, then of the groups whose last turn is longest ago, then the jobs that have been due longest.
   *
   * @param limit maximum number of jobs, 1 or more. @default 1
   */
  claim(limit?: number): Promise<Claim<Payload>[]>;
  /** Extends the lease by `leaseMs` from now. @returns the end of the lease; undefined if it was lost */
  renew(claim: Claim<Payload>): Promise<number | undefined>;
  /** Deletes a job in the transaction of its effect. @throws LeaseLost, which rolls the transaction back */
  finish(sql: Sql, claim: Claim<Payload>): Promise<void>;
  /**
   * Returns a job to the queue after a failed attempt.
   *
   * @param isAttempt whether it counts towards the maximum. @default true
   * @returns false if the lease was lost
   */
  postpone(claim: Claim<Payload>, delayMs: number, error: unknown, isAttempt?: boolean): Promise<boolean>;
  /** Returns a job that was not attempted: it is due at once, before the waiting jobs of its group, and the attempt does not count. */
  release(claim: Claim<Payload>): Promise<void>;
  /** Marks a job as failed. It stays in the table and runs again only if it is added again. @throws LeaseLost */
  fail(sql: Sql, claim: Claim<Payload>, error: unknown): Promise<void>;
  /** Delays the waiting jobs of a group until a time in epoch milliseconds. Running jobs are not affected. */
  delayGroup(sql: Sql, group: string, untilMs: number): Promise<void>;
  /** Deletes a job, even a claimed one, whose worker then loses its lease. @returns whether the job existed */
  remove(sql: Sql, id: string): Promise<boolean>;
  /**
   * Lets the jobs that a process held when it died run before all others. Call it at the start. SQLite has one owner, so its
   * jobs are due at once. On PostgreSQL another process may still hold them: claims return nothing until the lease of each
   * was renewed or has ended, at most `leaseMs`.
   */
  recover(): Promise<void>;
  /**
   * Deletes jobs that failed in every attempt before a time in epoch milliseconds.
   *
   * @param limit maximum number of jobs
   * @returns the number of jobs
   */
  purgeFailed(beforeMs: number, limit: number): Promise<number>;
  /** Forgets the turns of groups that had no job for a day. Call it from time to time. */
  cleanUp(): Promise<void>;
  /** Returns the number of jobs by state. */
  counts(): Promise<QueueCounts>;
}

/**
 * Opens a queue. Queues of the same name on the same store are the same queue, in any process.
 *
 * @example
 * ```ts
 * const emails = queue<{ to: string }>({ name: "emails", store });
 * await store.transaction((sql) => emails.enqueue(sql, { id: orderId, payload: { to } }));
 * emails.wake();
 * ```
 */
export function queue<Payload>(options: QueueOptions): Queue<Payload> {
  const { name, store, leaseMs = 5_000, maxAttempts = 5, backoffMs = doubling, clock = Date.now } = options;
  const { maxRunningPerGroup = Number.MAX_SAFE_INTEGER } = options;
  const listeners = new Set<() => void>();
  const inherited = inheritedJobs({ name, store, leaseMs, clock });
  return {
    ...{ name, store, leaseMs, maxAttempts, backoffMs, clock },
    ...claimOperations<Payload>({ name, store, leaseMs, clock }),
    async claim(limit = 1) {
      if (await inherited.areHeld()) return [];
      return await claimDue<Payload>({ name, store, leaseMs, maxRunningPerGroup, clock }, limit);
    },
    recover: inherited.recover,
    async enqueue(sql, { id, payload, group = "", delayMs = 0 }) {
      const now = clock();
      const text = JSON.stringify(payload);
      await sql`
        INSERT INTO queue_jobs (queue, id, payload, group_key, run_at, attempts, created_at, request_id, traceparent)
        VALUES (${name}, ${id}, ${text}, ${group}, ${now + delayMs}, 0, ${now}, ${currentRequestId() ?? null},
          ${traceHeaders().traceparent ?? null})
        ON CONFLICT (queue, id) DO UPDATE
          SET payload = excluded.payload, group_key = excluded.group_key, run_at = excluded.run_at, attempts = 0,
            given_up_at = NULL, last_error = NULL, request_id = excluded.request_id, traceparent = excluded.traceparent
          WHERE queue_jobs.given_up_at IS NOT NULL`;
    },
    wake() {
      for (const listener of listeners) listener();
    },
    onWake(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async delayGroup(sql, group, untilMs) {
      await sql`
        UPDATE queue_jobs SET run_at = ${untilMs}
        WHERE queue = ${name} AND group_key = ${group} AND run_at < ${untilMs}
          AND token IS NULL AND given_up_at IS NULL`;
    },
    async remove(sql, id) {
      const rows = await sql`DELETE FROM queue_jobs WHERE queue = ${name} AND id = ${id} RETURNING id`;
      return rows.length > 0;
    },
    async cleanUp() {
      await store.sql`DELETE FROM queue_groups WHERE queue = ${name} AND claimed_at < ${clock() - DAY_MS}`;
    },
    async purgeFailed(beforeMs, limit) {
      const rows = await store.sql`
        DELETE FROM queue_jobs WHERE queue = ${name} AND given_up_at < ${beforeMs} AND id IN (
          SELECT id FROM queue_jobs WHERE queue = ${name} AND given_up_at < ${beforeMs} ORDER BY given_up_at LIMIT ${limit})
        RETURNING id`;
      return rows.length;
    },
    async counts() {
      const now = clock();
      const [row] = await store.sql<{ waiting: number; running: number; failed: number }>`
        SELECT
          COUNT(CASE WHEN given_up_at IS NULL AND (token IS NULL OR run_at <= ${now}) THEN 1 END) AS waiting,
          COUNT(CASE WHEN given_up_at IS NULL AND token IS NOT NULL AND run_at > ${now} THEN 1 END) AS running,
          COUNT(given_up_at) AS failed
        FROM queue_jobs WHERE queue = ${name}`;
      return { waiting: row?.waiting ?? 0, running: row?.running ?? 0, failed: row?.failed ?? 0 };
    },
  };
}

/** Operations of the worker that claimed a job. Each statement matches the claim's token. */
function claimOperations<Payload>({
  name,
  store,
  leaseMs,
  clock,
}: Pick<Queue<Payload>, "name" | "store" | "leaseMs" | "clock">): Pick<
  Queue<Payload>,
  "renew" | "finish" | "postpone" | "release" | "fail"
> {
  return {
    async renew({ id, token }) {
      const leaseUntil = clock() + leaseMs;
      const rows = await store.sql`
        UPDATE queue_jobs SET run_at = ${leaseUntil}
        WHERE queue = ${name} AND id = ${id} AND token = ${token} RETURNING id`;
      return rows.length > 0 ? leaseUntil : undefined;
    },
    async finish(sql, { id, token }) {
      const rows = await sql`
        DELETE FROM queue_jobs WHERE queue = ${name} AND id = ${id} AND token = ${token} RETURNING id`;
      if (rows.length === 0) throw new LeaseLost(name, id);
    },
    async postpone({ id, token }, delayMs, error, isAttempt = true) {
      const rows = await store.sql`
        UPDATE queue_jobs SET run_at = ${clock() + delayMs}, token = NULL, last_error = ${describeFailure(error)},
          attempts = attempts - ${isAttempt ? 0 : 1}
        WHERE queue = ${name} AND id = ${id} AND token = ${token} RETURNING id`;
      return rows.length > 0;
    },
    async release({ id, token }) {
      await store.sql`
        UPDATE queue_jobs SET run_at = ${clock()}, token = ${interruptedToken}, attempts = attempts - 1
        WHERE queue = ${name} AND id = ${id} AND token = ${token}`;
    },
    async fail(sql, { id, token }, error) {
      const rows = await sql`
        UPDATE queue_jobs SET given_up_at = ${clock()}, token = NULL, last_error = ${describeFailure(error)}
        WHERE queue = ${name} AND id = ${id} AND token = ${token} RETURNING id`;
      if (rows.length === 0) throw new LeaseLost(name, id);
    },
  };
}

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_BACKOFF_MS = 5 * 60 * 1000;

function doubling(attempt: number): number {
  return Math.min(1000 * 2 ** (attempt - 1), MAX_BACKOFF_MS);
}

/** Describes an error for operators: at most 500 characters with secrets masked, without NUL and half surrogate pairs, which PostgreSQL rejects. */
export function describeFailure(error: unknown): string {
  return (describeCause(error) ?? "").slice(0, 500).replace(/[\p{Cs}\0]/gu, "");
}
