import type { Sql } from "../store.ts";
import { type AnswerRow, answerRow, type KeptAnswer, keptAnswer } from "./kept-answer.ts";

/** Names one key and proves who holds it now: a holder that was taken for dead has another token than its successor. */
export interface IdempotencyLease {
  readonly tenant: string;
  /** Method and route template: `POST /v1/orders`. The same key of another operation is another key. */
  readonly operation: string;
  readonly key: string;
  /** Random, made anew for each attempt. */
  readonly token: string;
}

/** Asks for a key. */
export interface IdempotencyClaim extends IdempotencyLease {
  /** Digest of the request; the key belongs to this request only. */
  readonly fingerprint: string;
  /** Whether a dead holder's place may be taken: only where the dead one can have left no effect. @default true */
  readonly canTakeOver?: boolean;
}

/**
 * Says whose a key is. `claimed`: the asker's, to work and then to `finish` or `release`; `finished`: the work was done,
 * and this was its answer; `in_progress`: another's; `reused`: another request's; `abandoned`: its holder died, and may
 * not be replaced.
 */
export type IdempotencyClaimResult =
  | { readonly outcome: "claimed"; readonly isTakeover: boolean }
  | { readonly outcome: "finished"; readonly answer: KeptAnswer }
  | { readonly outcome: "in_progress"; readonly leaseUntil: number }
  | { readonly outcome: "reused" | "abandoned" };

/** Says how long things are kept. */
export interface IdempotencyRecordsOptions {
  /** How long a holder counts as alive after its last sign, in milliseconds, 1 or more. @default 30_000 */
  readonly leaseMs?: number;
  /** How long an answer is kept, in milliseconds, 1 or more. @default 86_400_000, which is a day */
  readonly keepMs?: number;
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/** Keeps idempotency keys: no syntax, no wire; those belong to the guard. */
export interface IdempotencyRecords {
  readonly leaseMs: number;
  /** Takes a key, by one statement, so that of any number of askers one gets it. */
  claim(sql: Sql, claim: IdempotencyClaim): Promise<IdempotencyClaimResult>;
  /** Shows that the holder lives. @returns false when the key is no longer its own */
  renew(sql: Sql, lease: IdempotencyLease): Promise<boolean>;
  /**
   * Records the answer; call it in the transaction of the effect, so that both exist or neither.
   *
   * @returns false when the key is no longer the holder's: take the transaction back
   */
  finish(sql: Sql, lease: IdempotencyLease, answer: KeptAnswer): Promise<boolean>;
  /** Frees the key, because nothing was done. What was finished stays. */
  release(sql: Sql, lease: IdempotencyLease): Promise<void>;
  /** Ends the lease and keeps the key taken, because nobody knows what was done. */
  abandon(sql: Sql, lease: IdempotencyLease): Promise<void>;
  /** Deletes what has expired. @param limit most rows of one call. @default 1_000 @returns how many it deleted */
  purge(sql: Sql, limit?: number): Promise<number>;
}

const DAY_MS = 86_400_000;

/** Keeps idempotency keys; the table is that of `idempotencyMigrations`. */
export function idempotencyRecords(options: IdempotencyRecordsOptions = {}): IdempotencyRecords {
  const { clock = Date.now } = options;
  const leaseMs = checkedDuration("leaseMs", options.leaseMs ?? 30_000);
  const keepMs = checkedDuration("keepMs", options.keepMs ?? DAY_MS);
  return {
    leaseMs,
    claim: (sql, request) => claim(sql, request, { leaseMs, keepMs, clock }),
    async renew(sql, { tenant, operation, key, token }) {
      const rows = await sql`
        UPDATE errata_idempotency SET lease_until = ${clock() + leaseMs}
        WHERE tenant = ${tenant} AND operation = ${operation} AND idempotency_key = ${key} AND token = ${token}
          AND status IS NULL RETURNING token`;
      return rows.length === 1;
    },
    async finish(sql, { tenant, operation, key, token }, answer) {
      const row = answerRow(answer);
      const rows = await sql`
        UPDATE errata_idempotency SET status = ${row.status}, headers = ${row.headers}, body = ${row.body},
          is_base64 = ${row.is_base64}, lease_until = 0, expires_at = ${clock() + keepMs}
        WHERE tenant = ${tenant} AND operation = ${operation} AND idempotency_key = ${key} AND token = ${token}
          AND status IS NULL RETURNING token`;
      return rows.length === 1;
    },
    async release(sql, { tenant, operation, key, token }) {
      await sql`
        DELETE FROM errata_idempotency
        WHERE tenant = ${tenant} AND operation = ${operation} AND idempotency_key = ${key} AND token = ${token}
          AND status IS NULL`;
    },
    async abandon(sql, { tenant, operation, key, token }) {
      await sql`
        UPDATE errata_idempotency SET lease_until = 0
        WHERE tenant = ${tenant} AND operation = ${operation} AND idempotency_key = ${key} AND token = ${token}
          AND status IS NULL`;
    },
    purge: (sql, limit = 1_000) => purge(sql, clock(), limit),
  };
}

interface Terms {
  readonly leaseMs: number;
  readonly keepMs: number;
  readonly clock: () => number;
}

/** A key that looked free may be taken meanwhile, and one that was taken may be free again: then both are asked anew. */
const MAX_LOOKS = 5;

async function claim(sql: Sql, request: IdempotencyClaim, terms: Terms): Promise<IdempotencyClaimResult> {
  for (let look = 1; look <= MAX_LOOKS; look++) {
    // Read first: PostgreSQL would let the claim wait for a holder that is about to commit its answer.
    const found = await read(sql, request, terms.clock());
    if (found !== undefined) return found;
    const attempts = await take(sql, request, terms);
    if (attempts !== undefined) return { outcome: "claimed", isTakeover: attempts > 1 };
  }
  // Somebody takes and frees the key faster than it can be looked at: somebody else holds it.
  return { outcome: "in_progress", leaseUntil: terms.clock() };
}

/** @returns number of this attempt; undefined when the key is not free */
async function take(
  sql: Sql,
  { tenant, operation, key, token, fingerprint, canTakeOver = true }: IdempotencyClaim,
  { leaseMs, keepMs, clock }: Terms,
): Promise<number | undefined> {
  const now = clock();
  // No lease ends before the beginning of time, so that this lets nobody take over.
  const takeOverUntil = canTakeOver ? now : -1;
  const rows = await sql<{ attempts: number }>`
    INSERT INTO errata_idempotency AS held
      (tenant, operation, idempotency_key, fingerprint, token, lease_until, attempts, created_at, expires_at)
    VALUES (${tenant}, ${operation}, ${key}, ${fingerprint}, ${token}, ${now + leaseMs}, 1, ${now}, ${now + keepMs})
    ON CONFLICT (tenant, operation, idempotency_key) DO UPDATE SET
      fingerprint = excluded.fingerprint, token = excluded.token, lease_until = excluded.lease_until,
      attempts = CASE WHEN held.expires_at <= ${now} THEN 1 ELSE held.attempts + 1 END,
      status = NULL, headers = NULL, body = NULL, is_base64 = 0,
      created_at = excluded.created_at, expires_at = excluded.expires_at
    WHERE held.lease_until <= ${now} AND (held.expires_at <= ${now}
      OR (held.status IS NULL AND held.fingerprint = excluded.fingerprint AND held.lease_until <= ${takeOverUntil}))
    RETURNING attempts`;
  return rows[0]?.attempts;
}

interface HeldRow extends Omit<AnswerRow, "status"> {
  readonly status: number | null;
  readonly fingerprint: string;
  readonly lease_until: number;
}

/** @returns undefined when the key has become free */
async function read(
  sql: Sql,
  { tenant, operation, key, fingerprint, canTakeOver = true }: IdempotencyClaim,
  now: number,
): Promise<IdempotencyClaimResult | undefined> {
  const [row] = await sql<HeldRow>`
    SELECT status, headers, body, is_base64, fingerprint, lease_until FROM errata_idempotency
    WHERE tenant = ${tenant} AND operation = ${operation} AND idempotency_key = ${key}
      AND (expires_at > ${now} OR lease_until > ${now})`;
  if (row === undefined) return undefined;
  if (row.fingerprint !== fingerprint) return { outcome: "reused" };
  if (row.status !== null) return { outcome: "finished", answer: keptAnswer({ ...row, status: row.status }) };
  if (row.lease_until > now) return { outcome: "in_progress", leaseUntil: row.lease_until };
  return canTakeOver ? undefined : { outcome: "abandoned" };
}

async function purge(sql: Sql, now: number, limit: number): Promise<number> {
  const rows = await sql`
    DELETE FROM errata_idempotency
    WHERE (tenant, operation, idempotency_key) IN (
      SELECT tenant, operation, idempotency_key FROM errata_idempotency
      WHERE expires_at <= ${now} AND lease_until <= ${now} ORDER BY expires_at LIMIT ${limit})
    AND expires_at <= ${now} AND lease_until <= ${now} RETURNING token`;
  return rows.length;
}

function checkedDuration(name: string, ms: number): number {
  if (Number.isSafeInteger(ms) && ms >= 1) return ms;
  throw new TypeError(`idempotencyRecords: expected ${name} in whole milliseconds, 1 or more, received ${ms}.`);
}
