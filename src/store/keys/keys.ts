import type { Sql, Store, TransactionSql } from "../store.ts";
import { insertKey, type KeyRecord, type KeyRow, keyRecord } from "./key-record.ts";
import { lastUses } from "./last-uses.ts";

/** Holds what a new key needs; the rest of the record is filled in. */
export type NewKey = Pick<KeyRecord, "id" | "tenant" | "prefix" | "start" | "hash" | "scopes" | "environment"> & {
  /** Epoch milliseconds; null for never. @default null */
  readonly expiresAt?: number | null;
};

/** Says what became of a new key. `conflict`: the id or the hash is taken. */
export type InsertResult = { readonly outcome: "inserted"; readonly key: KeyRecord } | { readonly outcome: "conflict" };

/** Says what became of a rotation. `unknown`: the tenant has no such key; `replaced`, `revoked`: too late. */
export type RotateResult =
  | { readonly outcome: "rotated"; readonly old: KeyRecord; readonly key: KeyRecord }
  | { readonly outcome: "unknown" | "revoked" | "replaced" | "conflict" };

/** Says how the records are kept. */
export interface KeysOptions {
  /** Current time in epoch milliseconds. @default Date.now */
  readonly clock?: () => number;
}

/**
 * Keeps API key records: no format, no hashing, no verdict; those belong to the guard. Every lookup but the one by hash
 * names the tenant, so that a foreign id is an unknown id.
 */
export interface Keys {
  /** Writes a new key; its secret was shown to its owner and is not here. */
  insert(sql: Sql, key: NewKey): Promise<InsertResult>;
  /** Finds the key of a hash, whatever its state. */
  findByHash(sql: Sql, hash: string): Promise<KeyRecord | undefined>;
  /** Finds one key of a tenant. */
  find(sql: Sql, tenant: string, id: string): Promise<KeyRecord | undefined>;
  /** Lists a tenant's keys, oldest first, revoked ones too. */
  list(sql: Sql, tenant: string): Promise<KeyRecord[]>;
  /** Ends a key at once; a repeat keeps the first time. @returns undefined when the tenant has no such key */
  revoke(sql: Sql, tenant: string, id: string): Promise<KeyRecord | undefined>;
  /** Puts a new key in an old one's place; the old one stays good until `graceUntil` (epoch milliseconds). */
  rotate(sql: TransactionSql, tenant: string, id: string, next: NewKey, graceUntil: number): Promise<RotateResult>;
  /** Notes that a key was used, in memory; nothing is written before {@link Keys.flush}. */
  touch(id: string): void;
  /** Writes the noted uses in one transaction; what fails is kept for the next time. @returns how many keys */
  flush(store: Store): Promise<number>;
}

/** Keeps API key records; the table is that of `keyMigrations`. */
export function keys(options: KeysOptions = {}): Keys {
  const clock = options.clock ?? Date.now;
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
    async revoke(sql, tenant, id) {
      const rows = await sql<KeyRow>`
        UPDATE errata_keys SET revoked_at = COALESCE(revoked_at, ${clock()})
        WHERE tenant = ${tenant} AND id = ${id} RETURNING *`;
      return rows.map(keyRecord)[0];
    },
    rotate: (sql, tenant, id, next, graceUntil) => rotate(sql, { tenant, id, next, graceUntil, now: clock() }),
    touch: (id) => uses.note(id, clock()),
    flush: (store) => uses.flush(store),
  };
}

async function insert(sql: Sql, { expiresAt = null, ...given }: NewKey, now: number): Promise<InsertResult> {
  const key: KeyRecord = {
    ...given,
    createdAt: now,
    expiresAt,
    revokedAt: null,
    replacedBy: null,
    graceUntil: null,
    lastUsedAt: null,
  };
  return (await insertKey(sql, key)) ? { outcome: "inserted", key } : { outcome: "conflict" };
}

async function find(sql: Sql, tenant: string, id: string): Promise<KeyRecord | undefined> {
  const rows = await sql<KeyRow>`SELECT * FROM errata_keys WHERE tenant = ${tenant} AND id = ${id}`;
  return rows.map(keyRecord)[0];
}

async function rotate(
  sql: TransactionSql,
  { tenant, id, next, graceUntil, now }: { tenant: string; id: string; next: NewKey; graceUntil: number; now: number },
): Promise<RotateResult> {
  // One conditional update decides a race of two rotations; the insert that follows shares its transaction.
  const updated = await sql<KeyRow>`
    UPDATE errata_keys SET replaced_by = ${next.id}, grace_until = ${graceUntil}
    WHERE tenant = ${tenant} AND id = ${id} AND revoked_at IS NULL AND replaced_by IS NULL
      AND NOT EXISTS (SELECT 1 FROM errata_keys taken WHERE taken.id = ${next.id} OR taken.hash = ${next.hash})
    RETURNING *`;
  const old = updated.map(keyRecord)[0];
  if (old === undefined) return { outcome: await whyNotRotated(sql, tenant, id) };
  const inserted = await insert(sql, next, now);
  if (inserted.outcome === "conflict") throw new Error("a key with the new one's id or hash was made meanwhile.");
  return { outcome: "rotated", old, key: inserted.key };
}

async function whyNotRotated(
  sql: Sql,
  tenant: string,
  id: string,
): Promise<"unknown" | "revoked" | "replaced" | "conflict"> {
  const key = await find(sql, tenant, id);
  if (key === undefined) return "unknown";
  if (key.revokedAt !== null) return "revoked";
  return key.replacedBy !== null ? "replaced" : "conflict";
}
