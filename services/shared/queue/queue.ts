import type { Sql, Store, TransactionSql } from "errata/store";
import type { Claim } from "./claim.ts";
import { claimDue } from "./claim-due.ts";
import { LeaseLost } from "./lease-lost.ts";

/** Names a queue and says how its jobs are taken and tried again. */
export interface QueueOptions {
  /** Name of the queue: `orders`, `webhooks`, `pdf`. */
  readonly name: string;
  /** A store with the tables of `queueMigrations`; several processes may share it on PostgreSQL. */
  readonly store: Store;
  /** How long a worker holds a job without renewing, in milliseconds, 1 or more. @default 30_000 */
  readonly leaseMs?: number;
  /** Most attempts at one job, 1 or more; a worker that died counts as one. @default 5 */
  readonly maxAttempts?: number;
  /** Wait before the next attempt, in milliseconds. @param attempt the one that failed, from 1. @default 1 s, doubled each time, 5 min at most */
  readonly backoffMs?: (attempt: number) => number;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/** A job to be done. */
export interface NewJob<Payload> {
  /** Id within the queue. A job of the same id that still waits or runs is left as it is. */
  readonly id: string;
  /** What the handler needs, as JSON. */
  readonly payload: Payload;
  /** How long the job waits before it is due, in milliseconds. @default 0 */
  readonly delayMs?: number;
}

/** How many jobs a queue has: due or delayed, held by a worker, given up. */
export interface QueueCounts {
  readonly waiting: number;
  readonly running: number;
  readonly givenUp: number;
}

/** Keeps jobs in the store. Each is done at least once; whoever finishes in the transaction of the effect does it exactly once. */
export interface Queue<Payload> {
  readonly name: string;
  readonly store: Store;
  readonly leaseMs: number;
  readonly maxAttempts: number;
  readonly backoffMs: (attempt: number) => number;
  readonly clock: () => number;
  /** Adds a job in the transaction of what causes it. Call `wake` after the commit to have it done at once. */
  enqueue(sql: TransactionSql, job: NewJob<Payload>): Promise<void>;
  /** Wakes this process's workers, so that they look for jobs now. */
  wake(): void;
  /** Calls back at each `wake`. @returns what ends that */
  onWake(listener: () => void): () => void;
  /** Takes jobs that are due, longest first. @param limit most jobs, 1 or more. @default 1 */
  claim(limit?: number): Promise<Claim<Payload>[]>;
  /** Holds a job for another `leaseMs`. @returns the new end; undefined when the job is lost */
  renew(claim: Claim<Payload>): Promise<number | undefined>;
  /** Ends a job in the transaction of its effect. @throws LeaseLost, which takes that transaction back */
  finish(sql: Sql, claim: Claim<Payload>): Promise<void>;
  /** Lets go of a job until later. @returns false when it is lost */
  postpone(claim: Claim<Payload>, delayMs: number, error: unknown): Promise<boolean>;
  /** Lets go of a job that was not tried: it is due at once, and the attempt does not count. */
  release(claim: Claim<Payload>): Promise<void>;
  /** Gives a job up: it stays in the table, and is not tried again unless it is enqueued again. @throws LeaseLost */
  giveUp(sql: Sql, claim: Claim<Payload>, error: unknown): Promise<void>;
  /** Takes a job away, whoever holds it: the holder can no longer finish. @returns whether there was one */
  remove(sql: Sql, id: string): Promise<boolean>;
  /**
   * Frees, at the start, what the process before held when it died. On PostgreSQL others may be at work, and leases run
   * out by themselves; the embedded store has one owner, so that whoever opens it is alone.
   */
  recover(): Promise<void>;
  /** Counts the jobs. */
  counts(): Promise<QueueCounts>;
}

/** Opens a queue. The same name on the same store is the same queue, in whatever process. */
export function queue<Payload>(options: QueueOptions): Queue<Payload> {
  const { name, store, leaseMs = 30_000, maxAttempts = 5, backoffMs = doubling, clock = Date.now } = options;
  const listeners = new Set<() => void>();
  return {
    ...{ name, store, leaseMs, maxAttempts, backoffMs, clock },
    ...leased<Payload>({ name, store, leaseMs, clock }),
    async enqueue(sql, { id, payload, delayMs = 0 }) {
      const now = clock();
      const text = JSON.stringify(payload);
      await sql`
        INSERT INTO queue_jobs (queue, id, payload, run_at, attempts, created_at)
        VALUES (${name}, ${id}, ${text}, ${now + delayMs}, 0, ${now})
        ON CONFLICT (queue, id) DO UPDATE
          SET payload = excluded.payload, run_at = excluded.run_at, attempts = 0, given_up_at = NULL, last_error = NULL
          WHERE queue_jobs.given_up_at IS NOT NULL`;
    },
    wake() {
      for (const listener of listeners) listener();
    },
    onWake(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async remove(sql, id) {
      const rows = await sql`DELETE FROM queue_jobs WHERE queue = ${name} AND id = ${id} RETURNING id`;
      return rows.length > 0;
    },
    async recover() {
      if (store.engine !== "sqlite") return;
      await store.sql`
        UPDATE queue_jobs SET run_at = ${clock()}, token = NULL WHERE queue = ${name} AND token IS NOT NULL`;
    },
    async counts() {
      const [row] = await store.sql<{ waiting: number; running: number; given_up: number }>`
        SELECT
          COUNT(CASE WHEN given_up_at IS NULL AND token IS NULL THEN 1 END) AS waiting,
          COUNT(CASE WHEN given_up_at IS NULL AND token IS NOT NULL THEN 1 END) AS running,
          COUNT(given_up_at) AS given_up
        FROM queue_jobs WHERE queue = ${name}`;
      return { waiting: row?.waiting ?? 0, running: row?.running ?? 0, givenUp: row?.given_up ?? 0 };
    },
  };
}

/** What only the holder of a job may do: every statement names the token of its claim. */
function leased<Payload>(
  queue: Pick<Queue<Payload>, "name" | "store" | "leaseMs" | "clock">,
): Pick<Queue<Payload>, "claim" | "renew" | "finish" | "postpone" | "release" | "giveUp"> {
  const { name, store, leaseMs, clock } = queue;
  return {
    claim: (limit = 1) => claimDue<Payload>(queue, limit),
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
    async postpone({ id, token }, delayMs, error) {
      const rows = await store.sql`
        UPDATE queue_jobs SET run_at = ${clock() + delayMs}, token = NULL, last_error = ${describe(error)}
        WHERE queue = ${name} AND id = ${id} AND token = ${token} RETURNING id`;
      return rows.length > 0;
    },
    async release({ id, token }) {
      await store.sql`
        UPDATE queue_jobs SET run_at = ${clock()}, token = NULL, attempts = attempts - 1
        WHERE queue = ${name} AND id = ${id} AND token = ${token}`;
    },
    async giveUp(sql, { id, token }, error) {
      const rows = await sql`
        UPDATE queue_jobs SET given_up_at = ${clock()}, token = NULL, last_error = ${describe(error)}
        WHERE queue = ${name} AND id = ${id} AND token = ${token} RETURNING id`;
      if (rows.length === 0) throw new LeaseLost(name, id);
    },
  };
}

const MAX_BACKOFF_MS = 5 * 60 * 1000;

function doubling(attempt: number): number {
  return Math.min(1000 * 2 ** (attempt - 1), MAX_BACKOFF_MS);
}

/** Enough to see what was wrong; PostgreSQL takes no NUL, and no half of a character. */
function describe(error: unknown): string {
  return String(error)
    .slice(0, 200)
    .replace(/[\p{Cs}\0]/gu, "");
}
