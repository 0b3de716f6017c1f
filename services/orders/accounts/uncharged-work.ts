import type { Sql } from "errata/store";
import type { Backend } from "../backend.ts";
import { orders } from "../contract.ts";

type UnchargedWorkBackend = Pick<Backend, "store" | "jobs" | "unchargedWorkMs" | "clock">;

const windowMs = 60 * 60 * 1000;

/** Processing without a charge within the last hour. */
interface UnchargedWork {
  readonly usedMs: number;
  /** When it falls below the limit, in epoch milliseconds; now if it is below. */
  readonly resetsAt: number;
}

/**
 * Records processing that ended without a charge: the order failed, timed out or was cancelled. At the limit, the waiting
 * orders of the account are delayed, so that it cannot occupy the workers for free.
 */
export async function recordUnchargedWork(
  backend: UnchargedWorkBackend,
  accountId: string,
  durationMs: number,
): Promise<void> {
  const { store, jobs, clock } = backend;
  const now = clock();
  await store.sql`
    INSERT INTO orders_uncharged_work (account_id, ended_at, duration_ms)
    VALUES (${accountId}, ${now}, ${Math.ceil(durationMs)})`;
  const { resetsAt } = await readUnchargedWork(backend, store.sql, accountId);
  if (resetsAt > now) await jobs.delayGroup(store.sql, accountId, resetsAt);
}

/** Checks that an account may start more processing. @throws USAGE_LIMIT_EXCEEDED */
export async function requireUnchargedWork(
  backend: UnchargedWorkBackend,
  sql: Sql,
  {
    accountId,
    planId,
    deadlineMs,
  }: { readonly accountId: string; readonly planId: string; readonly deadlineMs: number },
): Promise<void> {
  const { usedMs, resetsAt } = await readUnchargedWork(backend, sql, accountId);
  if (resetsAt <= backend.clock()) return;
  throw orders.error.USAGE_LIMIT_EXCEEDED({
    scope: "uncharged_seconds_per_hour",
    planId,
    limit: backend.unchargedWorkMs / 1000,
    requested: Math.ceil(deadlineMs / 1000),
    used: Math.ceil(usedMs / 1000),
    resetsAt: new Date(resetsAt).toISOString(),
  });
}

/** Deletes records that no longer count. @param limit number of records, and those of the same time @returns their number */
export async function deleteOldUnchargedWork(
  { store, clock }: Pick<UnchargedWorkBackend, "store" | "clock">,
  limit: number,
): Promise<number> {
  const rows = await store.sql`
    DELETE FROM orders_uncharged_work WHERE ended_at <= (
      SELECT MAX(ended_at) FROM (
        SELECT ended_at FROM orders_uncharged_work WHERE ended_at <= ${clock() - windowMs}
        ORDER BY ended_at LIMIT ${limit}) AS oldest)
    RETURNING account_id`;
  return rows.length;
}

async function readUnchargedWork(
  { unchargedWorkMs, clock }: UnchargedWorkBackend,
  sql: Sql,
  accountId: string,
): Promise<UnchargedWork> {
  const now = clock();
  const rows = await sql<{ ended_at: number; duration_ms: number }>`
    SELECT ended_at, duration_ms FROM orders_uncharged_work
    WHERE account_id = ${accountId} AND ended_at > ${now - windowMs} ORDER BY ended_at`;
  const usedMs = rows.reduce((sum, { duration_ms }) => sum + duration_ms, 0);
  let left = usedMs;
  let resetsAt = now;
  for (const { ended_at, duration_ms } of rows) {
    if (left < unchargedWorkMs) break;
    left -= duration_ms;
    resetsAt = ended_at + windowMs;
  }
  return { usedMs, resetsAt };
}
