import { fragment } from "../engine/index.ts";
import { requireInteger, requireOptions } from "../require-options.ts";
import type { Sql, SqlFragment, Store, TransactionSql } from "../store.ts";
import { insertKey, type KeyRecord, type KeyRow, keyRecord } from "./key-record.ts";
import { lastUses } from "./last-uses.ts";

/** The values of a new key; the rest of the record is filled in. */
export type NewKey = Pick<KeyRecord, "id" | "tenant" | "prefix" | "start" | "hash" | "scopes" | "environment"> & {
  /** Epoch milliseconds; null for never. @default null */
  readonly expiresAt?: number | null | undefined;
};

/** The result of an insert. */
export type InsertResult =
  | {
      /** The record was written. */
      readonly status: "inserted";
      /** The complete record. */
      readonly key: KeyRecord;
    }
  | {
      /** The id or the hash already exists; nothing was written. */
      readonly status: "conflict";
    };

/** The result of a rotation. */
export type RotateResult =
  | {
      /** The new key was written. */
      readonly status: "rotated";
      /** The record of the replaced key, with the end of its grace period. */
      readonly old: KeyRecord;
      /** The record of the new key. */
      readonly key: KeyRecord;
    }
  | {
      /** Why the key can no longer be rotated. */
      readonly status: "revoked" | "replaced" | "expired";
      /** The unchanged record of the key. */
      readonly key: KeyRecord;
    }
  | {
      /** `unknown`: the tenant has no such key. `conflict`: the new id or hash already exists. */
      readonly status: "unknown" | "conflict";
    };

/** Part of a list of keys. */
export interface KeyPage {
  /** Most records to return; integer, 1 or more. */
  readonly limit: number;
  /** The last key of the page before. @default none, for the first page */
  readonly after?: Pick<KeyRecord, "createdAt" | "id"> | undefined;
  /** Environments of the keys. @default all */
  readonly environments?: readonly string[] | undefined;
  /** Scope that every key has. @default none */
  readonly scope?: string | undefined;
}

/** Options of {@link keys}. */
export interface KeysOptions {
  /** How long `purge` keeps the record of a key that has ended, in milliseconds, 1 or more. @default 7_776_000_000, 90 days */
  readonly retentionMs?: number | undefined;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

/**
 * Reads and writes API key records. The format, the hashing and the checks belong to the guard. Every lookup except
 * `findByHash` requires the tenant, so another tenant's id is an unknown id.
 */
export interface Keys {
  /** Inserts a new key. The secret was shown to its owner and is not part of the record. */
  insert(sql: Sql, key: NewKey): Promise<InsertResult>;
  /** Finds a key by its hash, including revoked and expired ones. */
  findByHash(sql: Sql, hash: string): Promise<KeyRecord | undefined>;
  /** Finds a key of a tenant by its id. */
  find(sql: Sql, tenant: string, id: string): Promise<KeyRecord | undefined>;
  /** Lists a tenant's keys, oldest first, including revoked ones. */
  list(sql: Sql, tenant: string): Promise<KeyRecord[]>;
  /** Lists a page of a tenant's keys, newest first, including revoked ones. */
  page(sql: Sql, tenant: string, page: KeyPage): Promise<KeyRecord[]>;
  /** Revokes a key at once; a repeat keeps the first time. @returns undefined when the tenant has no such key */
  revoke(sql: Sql, tenant: string, id: string): Promise<KeyRecord | undefined>;
  /** Replaces a key by a new one. The old one remains valid until `graceUntil`, in epoch milliseconds. */
  rotate(sql: TransactionSql, tenant: string, id: string, next: NewKey, graceUntil: number): Promise<RotateResult>;
  /** Records in memory that a key was used; {@link Keys.flush} writes it. */
  touch(id: string): void;
  /**
   * Deletes the records of keys that ended before the retention period: revoked, expired, or replaced and past their grace
   * period. A deleted key is unknown. Call it from a timer until it returns less than `limit`.
   *
   * @param limit most records per call. @default 100
   * @returns the number deleted
   */
  purge(sql: TransactionSql, limit?: number): Promise<number>;
  /** Writes the recorded uses in one transaction, and keeps them if that fails. @returns the number of keys */
  flush(store: Store): Promise<number>;
}

/**
 * Creates access to the API key records in the table of `keyMigrations`.
 *
 * @example
 * ```ts
 * import { keyMigrations, keys } from "errata/store";
 * import { openSqlite } from "errata/store/sqlite";
 *
 * const store = await openSqlite({ path: ":memory:", migrations: [keyMigrations] });
 * const records = keys();
 * const ofTenant = await records.list(store.sql, "acme");
 * setInterval(() => records.flush(store), 60_000);
 * ```
 */
export function keys(options: KeysOptions = {}): Keys {
  requireOptions("keys", options, { retentionMs: "checked", clock: "function" });
  const { retentionMs = 90 * 86_400_000, clock = Date.now } = options;
  requireInteger("keys: retentionMs", retentionMs, 1, Number.MAX_SAFE_INTEGER);
  const uses = lastUses();
  return {
    insert: (sql, key) => insert(sql, key, clock()),
    async findByHash(sql, hash) {
      const rows = await sql<KeyRow>`SELECT * FROM errata_keys WHERE hash = ${hash}`;
      return rows.map(keyRecord)[0];
    },
    find,
    async list(sql, tenant) {
      const rows = await sql<KeyRow>`SELECT * FROM errata_keys WHERE tenant = ${tenant} ORDER BY created_at, id`;
      return rows.map(keyRecord);
    },
    page,
    async revoke(sql, tenant, id) {
      const rows = await sql<KeyRow>`
        UPDATE errata_keys SET revoked_at = COALESCE(revoked_at, ${clock()})
        WHERE tenant = ${tenant} AND id = ${id} RETURNING *`;
      return rows.map(keyRecord)[0];
    },
    rotate: (sql, tenant, id, next, graceUntil) => rotate(sql, { tenant, id, next, graceUntil, now: clock() }),
    touch: (id) => uses.record(id, clock()),
    purge: (sql, limit = 100) => purge(sql, clock() - retentionMs, limit),
    flush: (store) => uses.flush(store),
  };
}

async function insert(sql: Sql, { expiresAt = null, ...values }: NewKey, now: number): Promise<InsertResult> {
  const key: KeyRecord = {
    ...values,
    createdAt: now,
    expiresAt,
    revokedAt: null,
    replacedBy: null,
    graceUntil: null,
    lastUsedAt: null,
  };
  return (await insertKey(sql, key)) ? { status: "inserted", key } : { status: "conflict" };
}

async function find(sql: Sql, tenant: string, id: string): Promise<KeyRecord | undefined> {
  const rows = await sql<KeyRow>`SELECT * FROM errata_keys WHERE tenant = ${tenant} AND id = ${id}`;
  return rows.map(keyRecord)[0];
}

async function page(sql: Sql, tenant: string, { limit, after, environments, scope }: KeyPage): Promise<KeyRecord[]> {
  const { createdAt, id } = after ?? { createdAt: Number.MAX_SAFE_INTEGER, id: "" };
  if (environments?.length === 0) return [];
  if (scope !== undefined) {
    const ofEnvironments =
      environments === undefined ? fragment`` : fragment`AND environment IN (${listOf(environments)})`;
    const rows = await sql<KeyRow>`
      SELECT k.* FROM errata_key_scopes s JOIN errata_keys k ON k.id = s.key_id
      WHERE s.tenant = ${tenant} AND s.scope = ${scope} ${ofEnvironments}
        AND (s.created_at, s.key_id) < (${createdAt}, ${id})
      ORDER BY s.created_at DESC, s.key_id DESC LIMIT ${limit}`;
    return rows.map(keyRecord);
  }
  const [first, ...others] = environments ?? [undefined];
  const start = fragment`(created_at, id) < (${createdAt}, ${id})`;
  const pageOf = (environment: string | undefined): SqlFragment => {
    const ofEnvironment = environment === undefined ? fragment`` : fragment`AND environment = ${environment}`;
    return fragment`SELECT * FROM errata_keys WHERE tenant = ${tenant} ${ofEnvironment} AND ${start}
      ORDER BY created_at DESC, id DESC LIMIT ${limit}`;
  };
  if (others.length === 0) return (await sql<KeyRow>`${pageOf(first)}`).map(keyRecord);
  // One page of each environment: both engines would sort all keys in a list of several environments.
  const pages = others.reduce(
    (all, environment) => fragment`${all} UNION ALL SELECT * FROM (${pageOf(environment)}) AS page`,
    fragment`SELECT * FROM (${pageOf(first)}) AS page`,
  );
  const rows = await sql<KeyRow>`${pages} ORDER BY created_at DESC, id DESC LIMIT ${limit}`;
  return rows.map(keyRecord);
}

function listOf(values: readonly string[]): SqlFragment {
  return values.reduce((list, value) => fragment`${list}, ${value}`, fragment`NULL`);
}

async function rotate(
  sql: TransactionSql,
  { tenant, id, next, graceUntil, now }: { tenant: string; id: string; next: NewKey; graceUntil: number; now: number },
): Promise<RotateResult> {
  // One conditional update decides between concurrent rotations; the insert shares its transaction.
  const updated = await sql<KeyRow>`
    UPDATE errata_keys SET replaced_by = ${next.id}, grace_until = ${graceUntil}
    WHERE tenant = ${tenant} AND id = ${id} AND revoked_at IS NULL AND replaced_by IS NULL
      AND (expires_at IS NULL OR expires_at > ${now})
      AND NOT EXISTS (SELECT 1 FROM errata_keys taken WHERE taken.id = ${next.id} OR taken.hash = ${next.hash})
    RETURNING *`;
  const old = updated.map(keyRecord)[0];
  if (old === undefined) {
    const key = await find(sql, tenant, id);
    if (key === undefined) return { status: "unknown" };
    if (key.revokedAt !== null) return { status: "revoked", key };
    if (key.replacedBy !== null) return { status: "replaced", key };
    return key.expiresAt !== null && key.expiresAt <= now ? { status: "expired", key } : { status: "conflict" };
  }
  const inserted = await insert(sql, next, now);
  if (inserted.status === "conflict") throw new Error("a key with the new id or hash was inserted at the same time.");
  return { status: "rotated", old, key: inserted.key };
}

/** The columns that end a key. Each has an index. */
const ENDS = [fragment`revoked_at`, fragment`expires_at`, fragment`grace_until`];

async function purge(sql: TransactionSql, before: number, limit: number): Promise<number> {
  let count = 0;
  for (const end of ENDS) {
    const ended = await sql<{ id: string }>`
      DELETE FROM errata_keys WHERE id IN (SELECT id FROM errata_keys WHERE ${end} < ${before} LIMIT ${limit - count})
      RETURNING id`;
    await Promise.all(ended.map(({ id }) => sql`DELETE FROM errata_key_scopes WHERE key_id = ${id}`));
    count += ended.length;
  }
  return count;
}
