import { randomUUID } from "node:crypto";
import type { Sql, Store } from "errata/store";

/** A job that one worker has claimed. */
export interface Claim<Payload> {
  readonly id: string;
  readonly payload: Payload;
  /** Number of this attempt, from 1. It exceeds the queue's maximum if the worker died during the last one. */
  readonly attempt: number;
  /** Identifies this claim. Another claim of the same job has another token. */
  readonly token: string;
  /** End of the lease, in epoch milliseconds. */
  readonly leaseUntil: number;
}

/** The queue to claim from. */
interface Source {
  readonly name: string;
  readonly store: Store;
  readonly leaseMs: number;
  readonly clock: () => number;
}

/** A claimed row. */
interface ClaimedRow {
  readonly id: string;
  readonly payload: string;
  readonly attempts: number;
}

/** Values of the claiming statement. */
interface ClaimValues {
  readonly name: string;
  readonly now: number;
  readonly leaseUntil: number;
  readonly token: string;
  readonly limit: number;
}

/** Claims jobs that are due, or whose lease has ended, in one statement, so no two workers claim the same job. */
export async function claimDue<Payload>(
  { name, store, leaseMs, clock }: Source,
  limit: number,
): Promise<Claim<Payload>[]> {
  const now = clock();
  const values: ClaimValues = { name, now, leaseUntil: now + leaseMs, token: randomUUID(), limit };
  const rows = await (store.engine === "postgres"
    ? claimInPostgres(store.sql, values)
    : claimInSqlite(store.sql, values));
  return rows.map(({ id, payload, attempts }) => ({
    id,
    payload: JSON.parse(payload) as Payload,
    attempt: attempts,
    token: values.token,
    leaseUntil: values.leaseUntil,
  }));
}

/** SQLite runs one statement at a time, so rows need no locks. */
function claimInSqlite(sql: Sql, { name, now, leaseUntil, token, limit }: ClaimValues): Promise<ClaimedRow[]> {
  return sql<ClaimedRow>`
    UPDATE queue_jobs SET token = ${token}, run_at = ${leaseUntil}, attempts = attempts + 1
    WHERE queue = ${name} AND id IN (
      SELECT id FROM queue_jobs WHERE queue = ${name} AND run_at <= ${now} AND given_up_at IS NULL
      ORDER BY run_at, id LIMIT ${limit})
    RETURNING id, payload, attempts`;
}

/** SKIP LOCKED lets workers skip each other's rows. MATERIALIZED evaluates the list once, whatever the planner chooses. */
function claimInPostgres(sql: Sql, { name, now, leaseUntil, token, limit }: ClaimValues): Promise<ClaimedRow[]> {
  return sql<ClaimedRow>`
    WITH due AS MATERIALIZED (
      SELECT id FROM queue_jobs WHERE queue = ${name} AND run_at <= ${now} AND given_up_at IS NULL
      ORDER BY run_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    UPDATE queue_jobs SET token = ${token}, run_at = ${leaseUntil}, attempts = attempts + 1
    FROM due WHERE queue_jobs.queue = ${name} AND queue_jobs.id = due.id
    RETURNING queue_jobs.id, queue_jobs.payload, queue_jobs.attempts`;
}
