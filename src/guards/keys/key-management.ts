import { randomUUID } from "node:crypto";
import { type OptionTypes, requireOptions } from "../../contract/faults/options.ts";
import type { KeyRecord, Keys, NewKey, RotateResult, Sql, Store } from "../../store/index.ts";
import type { ApiKeyGuard } from "./api-keys.ts";
import type { KeyFormat } from "./key-format.ts";

/** A new key and its secret, which cannot be shown a second time. */
export interface MintedKey {
  /** The API key to hand to the customer. */
  readonly secret: string;
  /** The key as it is stored, without its secret. */
  readonly key: KeyRecord;
}

/** A request for a new key. */
export interface MintRequest {
  /** Owner of the key. */
  readonly tenant: string;
  /** Scopes of the key. @default none */
  readonly scopes?: readonly string[] | undefined;
  /** Epoch milliseconds; null for never. @default null */
  readonly expiresAt?: number | null | undefined;
}

/** The result of a rotation. Unknown, revoked, replaced and expired keys cannot be rotated, and stay as they are. */
export type Rotation =
  | ({
      /** The new key was created. */
      readonly status: "rotated";
      /** The record of the replaced key, with the end of its grace period. */
      readonly old: KeyRecord;
    } & MintedKey)
  | Exclude<RotateResult, Rotated>;

interface Rotated {
  readonly status: "rotated";
}

/** Options of {@link keyManagement}. */
export interface KeyManagementOptions {
  /** Format of new keys. */
  readonly format: KeyFormat;
  /** Store that holds the records of `keys`. */
  readonly store: Store;
  /** Key records; see `keys` in `errata/store`. */
  readonly keys: Keys;
  /** Guards of this process, which drop a changed key from their cache at once. Other processes do within 1 s on PostgreSQL, and within 10 s at the latest. @default none */
  readonly guards?: readonly Pick<ApiKeyGuard<never>, "forgetKey">[] | undefined;
  /** Returns the current time in epoch milliseconds. @default Date.now */
  readonly clock?: (() => number) | undefined;
}

/** Mints, rotates and revokes the keys of tenants. Another tenant's key is an unknown key. */
export interface KeyManagement {
  /** Creates a key. Its secret is returned once and never stored. @param sql a transaction to create it in. @default the store's */
  mint(request: MintRequest, sql?: Sql): Promise<MintedKey>;
  /**
   * Replaces a key by a new one with the same scopes. The old key remains valid for the grace period, but not after its
   * expiry. A repeat changes nothing and returns the old key, whose `replacedBy` is the id of the new one. A key of
   * another format is an unknown key.
   *
   * @param graceMs integer from 0 to 2_592_000_000 (30 days); 0 ends the old key at once
   * @param expiresAt expiry of the new key in epoch milliseconds; null for never. @default that of the old key
   */
  rotate(tenant: string, keyId: string, graceMs: number, expiresAt?: number | null): Promise<Rotation>;
  /** Revokes a key at once. @returns undefined when the tenant has no such key */
  revoke(tenant: string, keyId: string): Promise<KeyRecord | undefined>;
}

const MAX_GRACE_MS = 720 * 60 * 60 * 1_000;

const optionTypes: OptionTypes<KeyManagementOptions> = {
  format: "object",
  store: "object",
  keys: "object",
  guards: "list",
  clock: "function",
};

/**
 * Creates the management of API keys.
 *
 * @example
 * ```ts
 * import { keyFormat, keyManagement } from "errata/guards";
 * import { keyMigrations, keys } from "errata/store";
 * import { openSqlite } from "errata/store/sqlite";
 *
 * const management = keyManagement({
 *   format: keyFormat({ prefix: "shop", environment: "live" }),
 *   store: await openSqlite({ path: ":memory:", migrations: [keyMigrations] }),
 *   keys: keys(),
 * });
 * const { secret, key } = await management.mint({ tenant: "acme", scopes: ["orders:read"] });
 * await management.rotate("acme", key.id, 3_600_000);
 * ```
 */
export function keyManagement(options: KeyManagementOptions): KeyManagement {
  requireOptions("keyManagement", options, optionTypes, ["format", "store", "keys"]);
  const { format, store, keys, guards = [], clock = Date.now } = options;
  const forget = ({ hash }: KeyRecord): void => {
    for (const guard of guards) guard.forgetKey(hash);
  };
  return {
    async mint(request, sql = store.sql) {
      const { secret, record } = newKey(format, request);
      const inserted = await keys.insert(sql, record);
      if (inserted.status === "conflict") throw new Error("the random id or hash of a new key already exists.");
      return { secret, key: inserted.key };
    },
    async rotate(tenant, keyId, graceMs, expiresAt) {
      checkGrace(graceMs);
      const rotation = await store.transaction(async (sql): Promise<Rotation> => {
        const current = await keys.find(sql, tenant, keyId);
        if (current === undefined || !isOfFormat(current, format)) return { status: "unknown" };
        const { scopes, expiresAt: oldExpiry } = current;
        const next = newKey(format, { tenant, scopes, expiresAt: expiresAt === undefined ? oldExpiry : expiresAt });
        const graceUntil = Math.min(clock() + graceMs, oldExpiry ?? Number.POSITIVE_INFINITY);
        const rotated = await keys.rotate(sql, tenant, keyId, next.record, graceUntil);
        return rotated.status === "rotated" ? { ...rotated, secret: next.secret } : rotated;
      });
      if (rotation.status === "rotated") forget(rotation.old);
      return rotation;
    },
    async revoke(tenant, keyId) {
      const key = await keys.revoke(store.sql, tenant, keyId);
      if (key !== undefined) forget(key);
      return key;
    },
  };
}

function newKey(
  format: KeyFormat,
  { tenant, scopes = [], expiresAt = null }: MintRequest,
): { secret: string; record: NewKey } {
  const secret = format.mint();
  const { prefix, environment } = format;
  const start = format.parse(secret)?.start ?? "";
  const id = `key_${randomUUID()}`;
  const record = { id, tenant, prefix, environment, start, hash: format.hash(secret), scopes, expiresAt };
  return { secret, record };
}

/** Otherwise a test key could be rotated to a live one. */
function isOfFormat({ prefix, environment }: KeyRecord, format: KeyFormat): boolean {
  return prefix === format.prefix && environment === format.environment;
}

function checkGrace(graceMs: number): void {
  if (Number.isSafeInteger(graceMs) && graceMs >= 0 && graceMs <= MAX_GRACE_MS) return;
  throw new RangeError(
    `keyManagement: expected graceMs to be an integer from 0 to ${MAX_GRACE_MS} (30 days), received ${graceMs}. Use 0 to end the old key at once.`,
  );
}
