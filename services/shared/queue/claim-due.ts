import { randomUUID } from "node:crypto";
import type { Sql, Store } from "errata/store";
import type { Claim } from "./claim.ts";

/** The queue whose jobs are taken. */
interface Source {
  readonly name: string;
  readonly store: Store;
  readonly leaseMs: number;
  readonly clock: () => number;
}

/** What a claim answers with. */
interface ClaimedRow {
  readonly id: string;
  readonly payload: string;
  readonly attempts: number;
}

/** One taking of jobs. */
interface Taking {
  readonly name: string;
  readonly now: number;
  readonly leaseUntil: number;
  readonly token: string;
  readonly limit: number;
}

/** Takes jobs that are due or whose lease has run out, in one statement, so that no two workers take the same. */
export async function claimDue<Payload>(
  { name, store, leaseMs, clock }: Source,
  limit: number,
): Promise<Claim<Payload>[]> {
  const now = clock();
  const taking: Taking = { name, now, leaseUntil: now + leaseMs, token: randomUUID(), limit };
  const rows = await (store.engine === "postgres" ? takeUnlocked(store.sql, taking) : take(store.sql, taking));
  return rows.map(({ id, payload, attempts }) => ({
    id,
    payload: JSON.parse(payload) as Payload,
    attempt: attempts,
    token: taking.token,
    leaseUntil: taking.leaseUntil,
  }));
}

/** The embedded store runs one statement at a time. */
function take(sql: Sql, { name, now, leaseUntil, token, limit }: Taking): Promise<ClaimedRow[]> {
  return sql<ClaimedRow>`
    UPDATE queue_jobs SET token = ${token}, run_at = ${leaseUntil}, attempts = attempts + 1
    WHERE queue = ${name} AND id IN (
      SELECT id FROM queue_jobs WHERE queue = ${name} AND run_at <= ${now} AND given_up_at IS NULL
      ORDER BY run_at, id LIMIT ${limit})
    RETURNING id, payload, attempts`;
}

/** Workers pass over each other's rows instead of waiting; the list is made once, whatever the planner thinks. */
function takeUnlocked(sql: Sql, { name, now, leaseUntil, token, limit }: Taking): Promise<ClaimedRow[]> {
  return sql<ClaimedRow>`
    WITH due AS MATERIALIZED (
      SELECT id FROM queue_jobs WHERE queue = ${name} AND run_at <= ${now} AND given_up_at IS NULL
      ORDER BY run_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    UPDATE queue_jobs SET token = ${token}, run_at = ${leaseUntil}, attempts = attempts + 1
    FROM due WHERE queue_jobs.queue = ${name} AND queue_jobs.id = due.id
    RETURNING queue_jobs.id, queue_jobs.payload, queue_jobs.attempts`;
}
