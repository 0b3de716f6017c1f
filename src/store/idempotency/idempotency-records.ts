import { fragment } from "../engine/index.ts";
import { requireOptions } from "../require-options.ts";
import type { Sql } from "../store.ts";
import { type ResponseRow, responseRow, type StoredResponse, storedResponse } from "./stored-response.ts";

/** A key and the token of its holder. A successor has another token, so a holder that lost its lease cannot finish. */
export interface IdempotencyLease {
  /** Owner of the key. Keys of different tenants never collide. */
  readonly tenant: string;
  /** Method and route template: `POST /v1/orders`. Each operation has its own keys. */
  readonly operation: string;
  /** Idempotency key, 1 to 255 visible ASCII characters. */
  readonly key: string;
  /** Random value, new for each attempt. */
  readonly token: string;
}

/** A request for a key. */
export interface IdempotencyClaim extends IdempotencyLease {
  /** Digest of the request; a key can be used for one request only. */
  readonly fingerprint: string;
  /** Whether to take over from a dead holder. Set it to false where the holder can have left an effect. @default true */
  readonly canTakeOver?: boolean | undefined;
}

/** The result of a claim. */
export type IdempotencyClaimResult =
  | {
      /** The caller holds the key, and must `finish` or `release` it. */
      readonly status: "claimed";
      /** Whether an earlier holder died and lost the key. */
      readonly isTakeover: boolean;
    }
  | {
      /** The request already ran. */
      readonly status: "finished";
      /** Its response. */
      readonly response: StoredResponse;
    }
  | {
      /** Another request holds the key. */
      readonly status: "in_progress";
      /** End of its lease in epoch milliseconds, unless it renews the lease. */
      readonly leaseUntil: number;
    }
  | {
      /**
       * `reused`: the key was used for a different request. `abandoned`: the holder died and must not be replaced.
       * `forgotten`: the request already ran, and the data of its response was deleted.
       */
      readonly status: "reused" | "abandoned" | "forgotten";
    };

/** Members of a record besides the response. */
export interface FinishOptions {
  /** Path of the data in the response, such as `patient-7/notes`. @default none, {@link IdempotencyRecords.forget} does not find it */
  readonly subject?: string | undefined;
  /** Replaces the fingerprint of the claim, if the request was not read completely when the key was claimed. @default the claim's */
  readonly fingerprint?: string | undefined;
}

/** Options of {@link idempotencyRecords}. */
export interface IdempotencyRecordsOptions {
  /** How long a holder counts as alive after its last renewal, in milliseconds, 1 or more. @default 30_000 */
  readonly leaseMs?: number | undefined;
  /** How long a response is kept, in milliseconds, 1 or more. @default 86_400_000, one day */
  readonly retentionMs?: number | undefined;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

/** Reads and writes idempotency records. Headers and key syntax belong to the guard. */
export interface IdempotencyRecords {
  /** Milliseconds after which another request can take over a key that its holder has not finished. */
  readonly leaseMs: number;
  /** Claims a key in one statement, so exactly one of many concurrent callers gets it. */
  claim(sql: Sql, claim: IdempotencyClaim): Promise<IdempotencyClaimResult>;
  /** Extends the lease while the work runs. @returns false when the lease was lost */
  renew(sql: Sql, lease: IdempotencyLease): Promise<boolean>;
  /**
   * Records the response. Call it in the transaction of the effect, so that both are committed or neither is.
   *
   * @returns false when the lease was lost; roll the transaction back then
   */
  finish(sql: Sql, lease: IdempotencyLease, response: StoredResponse, options?: FinishOptions): Promise<boolean>;
  /**
   * Deletes the responses and fingerprints of a subject and of every subject below it, with the subjects: `patient-7`
   * includes `patient-7/notes`. Their keys stay in use until they expire. Call it in the transaction that deletes the data.
   *
   * @returns the number of records
   */
  forget(sql: Sql, tenant: string, subject: string): Promise<number>;
  /** Frees the key because nothing was done. Does nothing once the request is finished. */
  release(sql: Sql, lease: IdempotencyLease): Promise<void>;
  /** Ends the lease but keeps the key in use, because the effect is unknown. */
  abandon(sql: Sql, lease: IdempotencyLease): Promise<void>;
  /** Deletes expired records. @param limit most rows to delete in one call. @default 1_000 @returns the number deleted */
  purge(sql: Sql, limit?: number): Promise<number>;
}

const DAY_MS = 86_400_000;

/**
 * Creates access to the idempotency records in the table of `idempotencyMigrations`.
 *
 * @example
 * ```ts
 * import { idempotencyMigrations, idempotencyRecords } from "errata/store";
 * import { openSqlite } from "errata/store/sqlite";
 *
 * const store = await openSqlite({ path: ":memory:", migrations: [idempotencyMigrations] });
 * const records = idempotencyRecords({ retentionMs: 7 * 86_400_000 });
 * setInterval(() => records.purge(store.sql), 3_600_000);
 * ```
 */
export function idempotencyRecords(options: IdempotencyRecordsOptions = {}): IdempotencyRecords {
  requireOptions("idempotencyRecords", options, { leaseMs: "checked", retentionMs: "checked", clock: "function" });
  const { leaseMs = 30_000, retentionMs = DAY_MS, clock = Date.now } = options;
  checkDuration("leaseMs", leaseMs);
  checkDuration("retentionMs", retentionMs);
  return {
    leaseMs,
    claim: (sql, request) => claim(sql, request, { leaseMs, retentionMs, clock }),
    async renew(sql, { tenant, operation, key, token }) {
      const rows = await sql`
        UPDATE errata_idempotency SET lease_until = ${clock() + leaseMs}
        WHERE tenant = ${tenant} AND operation = ${operation} AND idempotency_key = ${key} AND token = ${token}
          AND status IS NULL RETURNING token`;
      return rows.length === 1;
    },
    async finish(sql, { tenant, operation, key, token }, response, { subject = null, fingerprint = null } = {}) {
      const row = responseRow(response);
      const rows = await sql`
        UPDATE errata_idempotency SET status = ${row.status}, headers = ${row.headers}, body = ${row.body},
          is_base64 = ${row.is_base64}, subject = ${subject}, fingerprint = COALESCE(${fingerprint}, fingerprint),
          lease_until = 0, expires_at = ${clock() + retentionMs}
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
    async forget(sql, tenant, subject) {
      const below = `${subject}/`;
      const bytes = sql.engine === "postgres" ? fragment`COLLATE "C"` : fragment``;
      const rows = await sql`
        UPDATE errata_idempotency SET
          status = 410, headers = '{}', body = '', is_base64 = 0, fingerprint = ${forgotten}, subject = NULL
        WHERE tenant = ${tenant} AND subject ${bytes} >= ${subject} AND subject ${bytes} < ${`${subject}0`}
          AND (subject = ${subject} OR substr(subject, 1, ${below.length}) = ${below}) RETURNING token`;
      return rows.length;
    },
    purge: (sql, limit = 1_000) => purge(sql, clock(), limit),
  };
}

/** Fingerprint of a forgotten request. No digest is empty. */
const forgotten = "";

interface Settings {
  readonly leaseMs: number;
  readonly retentionMs: number;
  readonly clock: () => number;
}

/** Between a read and the claim that follows, another caller can take or free the key; then both are repeated. */
const MAX_TRIES = 5;

async function claim(sql: Sql, request: IdempotencyClaim, settings: Settings): Promise<IdempotencyClaimResult> {
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    // Read first: in PostgreSQL the claim would wait for a holder that is about to commit its response.
    const existing = await read(sql, request, settings.clock());
    if (existing !== undefined) return existing;
    const attempts = await insertClaim(sql, request, settings);
    if (attempts !== undefined) return { status: "claimed", isTakeover: attempts > 1 };
  }
  // Others claim and free the key faster than it can be read, so somebody else holds it.
  return { status: "in_progress", leaseUntil: settings.clock() };
}

/** @returns the number of this attempt; undefined when the key is in use */
async function insertClaim(
  sql: Sql,
  { tenant, operation, key, token, fingerprint, canTakeOver = true }: IdempotencyClaim,
  { leaseMs, retentionMs, clock }: Settings,
): Promise<number | undefined> {
  const now = clock();
  // Every lease ends after -1, so this prevents a takeover.
  const takeOverUntil = canTakeOver ? now : -1;
  const rows = await sql<{ attempts: number }>`
    INSERT INTO errata_idempotency AS held
      (tenant, operation, idempotency_key, fingerprint, token, lease_until, attempts, created_at, expires_at)
    VALUES (${tenant}, ${operation}, ${key}, ${fingerprint}, ${token}, ${now + leaseMs}, 1, ${now}, ${now + retentionMs})
    ON CONFLICT (tenant, operation, idempotency_key) DO UPDATE SET
      fingerprint = excluded.fingerprint, token = excluded.token, lease_until = excluded.lease_until,
      attempts = CASE WHEN held.expires_at <= ${now} THEN 1 ELSE held.attempts + 1 END,
      status = NULL, headers = NULL, body = NULL, is_base64 = 0, subject = NULL,
      created_at = excluded.created_at, expires_at = excluded.expires_at
    WHERE held.lease_until <= ${now} AND (held.expires_at <= ${now}
      OR (held.status IS NULL AND held.fingerprint = excluded.fingerprint AND held.lease_until <= ${takeOverUntil}))
    RETURNING attempts`;
  return rows[0]?.attempts;
}

interface RecordRow extends Omit<ResponseRow, "status"> {
  readonly status: number | null;
  readonly fingerprint: string;
  readonly lease_until: number;
}

/** @returns undefined when the key is free */
async function read(
  sql: Sql,
  { tenant, operation, key, fingerprint, canTakeOver = true }: IdempotencyClaim,
  now: number,
): Promise<IdempotencyClaimResult | undefined> {
  const [row] = await sql<RecordRow>`
    SELECT status, headers, body, is_base64, fingerprint, lease_until FROM errata_idempotency
    WHERE tenant = ${tenant} AND operation = ${operation} AND idempotency_key = ${key}
      AND (expires_at > ${now} OR lease_until > ${now})`;
  if (row === undefined) return undefined;
  if (row.fingerprint === forgotten) return { status: "forgotten" };
  if (row.fingerprint !== fingerprint) return { status: "reused" };
  if (row.status !== null) return { status: "finished", response: storedResponse({ ...row, status: row.status }) };
  if (row.lease_until > now) return { status: "in_progress", leaseUntil: row.lease_until };
  return canTakeOver ? undefined : { status: "abandoned" };
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

function checkDuration(name: string, ms: number): void {
  if (Number.isSafeInteger(ms) && ms >= 1) return;
  throw new TypeError(
    `idempotencyRecords: expected ${name} to be an integer of 1 or more milliseconds, received ${ms}.`,
  );
}
