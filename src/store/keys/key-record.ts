import type { Sql } from "../store.ts";

/** An API key as it is stored. All times are epoch milliseconds; null means never. */
export interface KeyRecord {
  /** Public id of the key. */
  readonly id: string;
  /** Owner of the key. */
  readonly tenant: string;
  /** First part of the key, which names the product: `pk`. */
  readonly prefix: string;
  /** First characters after the prefix, so that people can tell their keys apart. */
  readonly start: string;
  /** Hash of the key, the only trace of it. */
  readonly hash: string;
  /** Scopes that the key grants. */
  readonly scopes: readonly string[];
  /** The environment that the key gives access to, such as `live` or `test`. */
  readonly environment: string;
  /** When the key was created. */
  readonly createdAt: number;
  /** When the key expires. */
  readonly expiresAt: number | null;
  /** When the key was revoked. */
  readonly revokedAt: number | null;
  /** Id of the key that replaced this one in a rotation. */
  readonly replacedBy: string | null;
  /** End of a rotated key's grace period. */
  readonly graceUntil: number | null;
  /** When the key was last used, as of the last `flush`. */
  readonly lastUsedAt: number | null;
}

/** A row of the table. */
export interface KeyRow {
  readonly id: string;
  readonly tenant: string;
  readonly prefix: string;
  readonly start: string;
  readonly hash: string;
  readonly scopes: string;
  readonly environment: string;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
  readonly replaced_by: string | null;
  readonly grace_until: number | null;
  readonly last_used_at: number | null;
}

/** Converts a row to a record. */
export function keyRecord(row: KeyRow): KeyRecord {
  return {
    id: row.id,
    tenant: row.tenant,
    prefix: row.prefix,
    start: row.start,
    hash: row.hash,
    scopes: JSON.parse(row.scopes),
    environment: row.environment,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
    replacedBy: row.replaced_by,
    graceUntil: row.grace_until,
    lastUsedAt: row.last_used_at,
  };
}

/** Inserts a record. @returns false when the id or the hash already exists */
export async function insertKey(sql: Sql, key: KeyRecord): Promise<boolean> {
  const written = await sql`
    INSERT INTO errata_keys (id, tenant, prefix, start, hash, scopes, environment,
      created_at, expires_at, revoked_at, replaced_by, grace_until, last_used_at)
    VALUES (${key.id}, ${key.tenant}, ${key.prefix}, ${key.start}, ${key.hash}, ${JSON.stringify(key.scopes)},
      ${key.environment}, ${key.createdAt}, ${key.expiresAt}, ${key.revokedAt}, ${key.replacedBy}, ${key.graceUntil},
      ${key.lastUsedAt})
    ON CONFLICT DO NOTHING RETURNING id`;
  return written.length === 1;
}
