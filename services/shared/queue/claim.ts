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
  /** Id of the request that has added the job; undefined if none has. */
  readonly requestId: string | undefined;
  /** The trace of that request, as in its header `traceparent`; undefined if it had none. */
  readonly traceparent: string | undefined;
}

/** The queue to claim from. */
interface Source {
  readonly name: string;
  readonly store: Store;
  readonly leaseMs: number;
  readonly maxRunningPerGroup: number;
  readonly clock: () => number;
}

/** A claimed row. */
interface ClaimedRow {
  readonly id: string;
  readonly payload: string;
  readonly attempts: number;
  readonly request_id: string | null;
  readonly traceparent: string | null;
}

/** Values of the claiming statement. */
interface ClaimValues {
  readonly name: string;
  readonly now: number;
  readonly leaseUntil: number;
  readonly token: string;
  readonly limit: number;
  readonly maxPerGroup: number;
}

/**
 * Claims jobs that are due, or whose lease has ended, in one statement, so no two workers claim the same job. A job's
 * turn is the number of running jobs of its group plus its position among the group's due jobs; lower turns come first.
 * Interrupted jobs, which a worker held until it died or stopped, come first in their group and among equal turns. After
 * them, the group whose last claim is longest ago comes first, so that groups alternate even with one worker.
 */
export async function claimDue<Payload>(
  { name, store, leaseMs, maxRunningPerGroup: maxPerGroup, clock }: Source,
  limit: number,
): Promise<Claim<Payload>[]> {
  const now = clock();
  const values: ClaimValues = { name, now, leaseUntil: now + leaseMs, token: randomUUID(), limit, maxPerGroup };
  const rows = await (store.engine === "postgres"
    ? claimInPostgres(store.sql, values)
    : store.transaction((sql) => claimInSqlite(sql, values), { sqlOnly: true }));
  return rows.map(({ id, payload, attempts, request_id, traceparent }) => ({
    id,
    payload: JSON.parse(payload) as Payload,
    attempt: attempts,
    token: values.token,
    leaseUntil: values.leaseUntil,
    requestId: request_id ?? undefined,
    traceparent: traceparent ?? undefined,
  }));
}

/** SQLite runs one statement at a time, so rows need no locks. The recursive list jumps from group to group in the index. */
async function claimInSqlite(
  sql: Sql,
  { name, now, leaseUntil, token, limit, maxPerGroup }: ClaimValues,
): Promise<ClaimedRow[]> {
  const rows = await sql<ClaimedRow>`
    UPDATE queue_jobs SET token = ${token}, run_at = ${leaseUntil}, attempts = attempts + 1
    WHERE queue = ${name} AND id IN (
      WITH RECURSIVE groups (group_key) AS (
        SELECT MIN(group_key) FROM queue_jobs WHERE queue = ${name} AND given_up_at IS NULL
        UNION ALL
        SELECT (
          SELECT MIN(later.group_key) FROM queue_jobs AS later
          WHERE later.queue = ${name} AND later.given_up_at IS NULL AND later.group_key > groups.group_key)
        FROM groups WHERE groups.group_key IS NOT NULL
      ), loads AS MATERIALIZED (
        SELECT group_key, (
          SELECT COUNT(*) FROM queue_jobs AS held
          WHERE held.queue = ${name} AND held.group_key = groups.group_key AND held.token IS NOT NULL
            AND held.run_at > ${now}) AS running, (
          SELECT claimed_at FROM queue_groups AS served
          WHERE served.queue = ${name} AND served.group_key = groups.group_key) AS claimed_at
        FROM groups WHERE group_key IS NOT NULL
      ), candidates AS (
        SELECT due.id, due.run_at, due.token IS NULL AS is_new, COALESCE(claimed_at, 0) AS claimed_at,
          running + ROW_NUMBER() OVER (PARTITION BY due.group_key ORDER BY due.token IS NULL, due.run_at, due.id) AS turn
        FROM loads CROSS JOIN queue_jobs AS due ON due.queue = ${name} AND due.id IN (
          SELECT interrupted.id FROM queue_jobs AS interrupted
          WHERE interrupted.queue = ${name} AND interrupted.group_key = loads.group_key
            AND interrupted.token IS NOT NULL AND interrupted.run_at <= ${now}
          UNION ALL
          SELECT id FROM (
            SELECT oldest.id FROM queue_jobs AS oldest
            WHERE oldest.queue = ${name} AND oldest.group_key = loads.group_key AND oldest.given_up_at IS NULL
              AND oldest.run_at <= ${now}
            ORDER BY oldest.run_at, oldest.id LIMIT ${Math.min(limit, maxPerGroup)}))
      )
      SELECT id FROM candidates WHERE turn <= ${maxPerGroup}
      ORDER BY turn, is_new, claimed_at, run_at, id LIMIT ${limit})
    RETURNING id, payload, attempts, request_id, traceparent`;
  if (rows.length > 0) {
    await sql`
      INSERT INTO queue_groups (queue, group_key, claimed_at)
      SELECT DISTINCT queue, group_key, ${now} FROM queue_jobs
      WHERE queue = ${name} AND token = ${token} AND group_key <> ''
      ON CONFLICT (queue, group_key) DO UPDATE SET claimed_at = excluded.claimed_at`;
  }
  return rows;
}

/** Rows that concurrent claims can lock before this one sees them. */
const spareRows = 32;

/**
 * Locks the candidates in their sequence, up to the limit. SKIP LOCKED lets workers skip each other's rows. Conditions are
 * repeated beside the lock, because another worker may have claimed the row after the candidates were read.
 */
function claimInPostgres(
  sql: Sql,
  { name, now, leaseUntil, token, limit, maxPerGroup }: ClaimValues,
): Promise<ClaimedRow[]> {
  return sql<ClaimedRow>`
    WITH RECURSIVE groups (group_key) AS (
      SELECT MIN(group_key) FROM queue_jobs WHERE queue = ${name} AND given_up_at IS NULL
      UNION ALL
      SELECT (
        SELECT MIN(later.group_key) FROM queue_jobs AS later
        WHERE later.queue = ${name} AND later.given_up_at IS NULL AND later.group_key > groups.group_key)
      FROM groups WHERE groups.group_key IS NOT NULL
    ), candidates AS (
      SELECT oldest.id, oldest.run_at, oldest.is_new, COALESCE(served.claimed_at, 0) AS claimed_at,
        held.running + ROW_NUMBER() OVER (
          PARTITION BY groups.group_key ORDER BY oldest.is_new, oldest.run_at, oldest.id) AS turn
      FROM groups CROSS JOIN LATERAL (
        SELECT COUNT(*) AS running FROM queue_jobs
        WHERE queue = ${name} AND group_key = groups.group_key AND token IS NOT NULL AND run_at > ${now}
      ) AS held CROSS JOIN LATERAL (
        SELECT id, run_at, FALSE AS is_new FROM queue_jobs
        WHERE queue = ${name} AND group_key = groups.group_key AND token IS NOT NULL AND run_at <= ${now}
        UNION ALL (
          SELECT id, run_at, TRUE AS is_new FROM queue_jobs
          WHERE queue = ${name} AND group_key = groups.group_key AND given_up_at IS NULL AND run_at <= ${now}
            AND token IS NULL
          ORDER BY run_at, id LIMIT ${limit + spareRows})
      ) AS oldest LEFT JOIN queue_groups AS served
        ON served.queue = ${name} AND served.group_key = groups.group_key
    ), sorted AS MATERIALIZED (
      SELECT id FROM candidates WHERE turn <= ${maxPerGroup} ORDER BY turn, is_new, claimed_at, run_at, id
    ), due AS MATERIALIZED (
      SELECT locked.id FROM sorted CROSS JOIN LATERAL (
        SELECT id FROM queue_jobs
        WHERE queue = ${name} AND id = sorted.id AND run_at <= ${now} AND given_up_at IS NULL
        FOR UPDATE SKIP LOCKED
      ) AS locked LIMIT ${limit}
    ), claimed AS (
      UPDATE queue_jobs SET token = ${token}, run_at = ${leaseUntil}, attempts = attempts + 1
      FROM due WHERE queue_jobs.queue = ${name} AND queue_jobs.id = due.id
      RETURNING queue_jobs.id, queue_jobs.payload, queue_jobs.attempts, queue_jobs.group_key, queue_jobs.request_id,
        queue_jobs.traceparent
    ), turns AS (
      INSERT INTO queue_groups (queue, group_key, claimed_at)
      SELECT DISTINCT ${name}, group_key, ${now}::bigint FROM claimed WHERE group_key <> '' ORDER BY group_key
      ON CONFLICT (queue, group_key) DO UPDATE SET claimed_at = excluded.claimed_at
    )
    SELECT id, payload, attempts, request_id, traceparent FROM claimed`;
}
